(** The distance of q eta from a^2 (1 - 1/d), explicitly, at any beta and any d >= n. *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From critscale Require Import Sums Definitions Identities Limits Layer SimplexGradient MeanSquareGradient.
Open Scope R_scope.

Lemma abs_times x y M N : Rabs x <= M -> Rabs y <= N -> Rabs (x * y) <= M * N.
Proof. intros; rewrite Rabs_mult; apply Rmult_le_compat; trivial; apply Rabs_pos. Qed.

Lemma abs_plus x y M N : Rabs x <= M -> Rabs y <= N -> Rabs (x + y) <= M + N.
Proof. intros; eapply Rle_trans; [apply Rabs_triang|lra]. Qed.

Lemma abs_minus x y M N : Rabs x <= M -> Rabs y <= N -> Rabs (x - y) <= M + N.
Proof. intros; apply abs_plus; [|rewrite Rabs_Ropp]; trivial. Qed.

Ltac abs_rules := repeat first [eassumption | apply abs_times | apply abs_minus | apply abs_plus].

Section Remainder.
  Variables rho a b e Y : R.
  Hypothesis Hrho : 0 <= rho < 1.
  Hypothesis Ha : 0 < a < 1.
  Hypothesis Hb : 0 < b <= 1 - a.
  Hypothesis HY : Y = a * a + (1 - a) * b.

  (** The terms of q d eta in beta and in beta^2. *)
  Definition linear_term := 2 * (1 - a) * (1 - rho) * (a * (1 - b + rho * a) - b * (a + rho - rho * b)).

  Definition quadratic_term := (1 - rho) * (1 - a) *
    ((1 - rho) * (b * (1 + rho + (Y - 2 * b)) + (1 - a) * rho * (Y - 2 * b)) + b * (1 - rho * rho) * (1 - 2 * b + Y)).

  Lemma unit_bounds : Rabs a <= 1 /\ Rabs b <= 1 /\ Rabs rho <= 1 /\ Rabs (1 - a) <= 1 /\ Rabs (1 - rho) <= 1 /\
    Rabs Y <= 1 /\ Rabs (1 - rho * rho) <= 1.
  Proof. rewrite HY; repeat split; apply Rabs_le; nra. Qed.

  Lemma linear_term_bound : Rabs linear_term <= 12.
  Proof.
    destruct unit_bounds as (A & B & C & D & F & G & I). unfold linear_term.
    assert (Rabs 1 <= 1) by (rewrite Rabs_R1; lra). assert (Rabs 2 <= 2) by (rewrite Rabs_pos_eq; lra).
    eapply Rle_trans; [abs_rules|lra].
  Qed.

  Lemma quadratic_term_bound : Rabs quadratic_term <= 12.
  Proof.
    destruct unit_bounds as (A & B & C & D & F & G & I). unfold quadratic_term.
    assert (Rabs 1 <= 1) by (rewrite Rabs_R1; lra). assert (Rabs 2 <= 2) by (rewrite Rabs_pos_eq; lra).
    eapply Rle_trans; [abs_rules|lra].
  Qed.
End Remainder.

(* formal: B4.mean-square-jacobian.bound *)
Theorem mean_square_gradient_bound d n beta q rho x :
  (2 <= n)%nat -> (n <= d)%nat -> 0 < q -> 0 <= rho < 1 -> simplex d n q rho x ->
  Rabs (q * mean_square_jacobian d n beta x - self_weight (simplex_row beta rho n) ^ 2 * (1 - / d))
  <= other_weight (simplex_row beta rho n) + (12 * Rabs beta + 12 * beta ^ 2) / n.
Proof.
  intros Hn Hd Hq Hrho Hx. rewrite (simplex_mean_square_gradient d n beta q rho x) by (trivial; lia).
  apply two_le in Hn. apply le_INR in Hd. rewrite simplex_row_from_odds by lra.
  assert (HE : 0 < odds beta rho n) by (apply odds_positive; lra).
  destruct (other_weight_range _ n HE Hn) as [Ha Hb].
  assert (S := row_sum (odds beta rho n) n HE ltac:(lra)). revert Ha Hb S.
  generalize (self_weight (from_odds (odds beta rho n) n)) (other_weight (from_odds (odds beta rho n) n)).
  intros a b Ha Hb S.
  assert (HY : Naive.participation a b n = a * a + (1 - a) * b) by (unfold Naive.participation; nra).
  pose proof (linear_term_bound rho a b (a * a + (1 - a) * b) Hrho Ha Hb eq_refl) as L.
  pose proof (quadratic_term_bound rho a b (a * a + (1 - a) * b) Hrho Ha Hb eq_refl) as Q.
  set (l := linear_term rho a b) in L. set (p := quadratic_term rho a b (a * a + (1 - a) * b)) in Q.
  assert (R : q * (gradient_row d n beta rho a b / (q * d)) - a ^ 2 * (1 - / d)
              = (1 - a) * b * (1 - / d) + (beta * l + beta ^ 2 * p) * / d).
  { unfold gradient_row, gradient_self, gradient_other, l, p, linear_term, quadratic_term. rewrite HY.
    replace (INR n) with ((1 - a) / b + 1) by (field_simplify_eq; lra). field; lra. }
  rewrite R. clear R. apply abs_plus.
  - assert (0 < / d <= 1) by (split; [apply Rinv_0_lt_compat|rewrite <- Rinv_1; apply Rinv_le_contravar]; lra).
    rewrite Rabs_pos_eq by (repeat apply Rmult_le_pos; lra).
    assert (0 <= (1 - a) * b <= b) by nra. nra.
  - apply abs_times.
    + apply abs_plus; [rewrite Rmult_comm; apply abs_times; [exact L|lra]|].
      rewrite Rmult_comm; apply abs_times; [exact Q|]. rewrite Rabs_pos_eq; [lra|apply pow2_ge_0].
    + rewrite Rabs_pos_eq by (apply Rlt_le, Rinv_0_lt_compat; lra). apply Rinv_le_contravar; lra.
Qed.
