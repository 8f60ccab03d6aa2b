(** Exact identities: the row in terms of its odds, and the closed forms equal to the naive ones (A1, A2). *)
From Coq Require Import Reals Lra Lia.
From critscale Require Import Definitions.
Open Scope R_scope.

Lemma odds_positive beta rho n : 1 < n -> 0 < odds beta rho n.
Proof. intros; apply Rmult_lt_0_compat; [lra|apply exp_pos]. Qed.

(* formal: A1.row.odds *)
Theorem simplex_row_from_odds beta rho n : 1 < n -> simplex_row beta rho n = from_odds (odds beta rho n) n.
Proof.
  intros Hn. pose proof (odds_positive beta rho n Hn) as P; revert P.
  unfold simplex_row, from_odds, from_masses, odds.
  replace (exp beta) with (exp (beta * rho) * exp (beta * (1 - rho)))
    by (rewrite <- exp_plus; f_equal; ring).
  rewrite exp_Ropp; intros P.
  pose proof (exp_pos (beta * rho)); pose proof (exp_pos (beta * (1 - rho))).
  assert (0 < (n - 1) * exp (beta * rho)) by (apply Rmult_lt_0_compat; lra).
  assert (0 < exp (beta * (1 - rho)) + (n - 1)) by lra.
  f_equal; field; repeat split; nra.
Qed.

(** What every row built from odds E > 0 satisfies. *)
Section FromOdds.
  Variables E n : R.
  Hypothesis HE : 0 < E.
  Hypothesis Hn : 1 < n.
  Let w := from_odds E n.
  Let a := self_weight w.
  Let b := other_weight w.

  (* claim: A1.weights.softmax *)
  Theorem self_weight_from_odds : a = 1 / (1 + E).
  Proof. reflexivity. Qed.

  (* claim: A1.weights.other *)
  Theorem other_weight_from_odds : b = E / (n - 1) / (1 + E).
  Proof. reflexivity. Qed.

  (* claim: A1.weights.normalised *)
  Theorem row_sum : a + (n - 1) * b = 1.
  Proof. unfold a, b, w; simpl; field; lra. Qed.

  Lemma complement_sum : self_weight_complement w = 1 - a.
  Proof. unfold a, w; simpl; field; lra. Qed.

  Lemma gap_difference : weight_gap w = a - b.
  Proof. unfold a, b, w; simpl; field; lra. Qed.

  (* claim: A1.weights.gap *)
  Theorem weight_gap_from_self_weight : weight_gap w = (n * a - 1) / (n - 1).
  Proof. unfold a, w; simpl; field; lra. Qed.

  Lemma other_share : b = (1 - a) / (n - 1).
  Proof. unfold a, b, w; simpl; field; lra. Qed.

  (* claim: A2.geometry.norm *)
  Theorem output_norm_squared_closed rho r : output_norm_squared w rho r = Naive.output_norm_squared a b n rho r.
  Proof.
    unfold output_norm_squared, collapsed, common, Naive.output_norm_squared, a, b, w; simpl; field; lra.
  Qed.

  (* claim: A2.geometry.inner-product *)
  Theorem output_inner_product_closed rho r :
    output_inner_product w rho r = Naive.output_inner_product a b n rho r.
  Proof.
    unfold output_inner_product, collapsed, common, Naive.output_inner_product, a, b, w; simpl; field; lra.
  Qed.

  (* claim: A2.geometry.difference *)
  Theorem output_difference rho r :
    Naive.output_norm_squared a b n rho r - Naive.output_inner_product a b n rho r
    = (1 - rho) * (weight_gap w + r) ^ 2.
  Proof. unfold Naive.output_norm_squared, Naive.output_inner_product, a, b, w; simpl; field; lra. Qed.

  (* claim: A9.participation.definition *)
  Theorem participation_closed : participation w = Naive.participation a b n.
  Proof. unfold participation, Naive.participation, a, b, w; simpl; field; lra. Qed.

  (* claim: A11.overlap.simplex *)
  Theorem row_overlap_closed : row_overlap w = Naive.row_overlap a b n.
  Proof. unfold row_overlap, Naive.row_overlap, a, b, w; simpl; field; lra. Qed.
End FromOdds.

(** The output norm never vanishes, so the cosine is defined. *)
Lemma other_weight_range E n : 0 < E -> 2 <= n ->
  0 < self_weight (from_odds E n) < 1 /\ 0 < other_weight (from_odds E n) <= 1 - self_weight (from_odds E n).
Proof.
  intros HE Hn. rewrite other_share by lra. set (a := self_weight _).
  assert (Ha : 0 < a < 1).
  { unfold a; simpl; split; [apply Rdiv_lt_0_compat; lra|].
    apply (Rmult_lt_reg_r (1 + E)); [lra|]; field_simplify; lra. }
  repeat split; try lra; [apply Rdiv_lt_0_compat; lra|].
  apply (Rmult_le_reg_r (n - 1)); [lra|]; field_simplify; nra.
Qed.

Lemma output_norm_squared_positive E n rho r :
  0 < E -> 2 <= n -> 0 <= rho < 1 -> 0 <= r -> 0 < output_norm_squared (from_odds E n) rho r.
Proof.
  intros HE Hn Hrho Hr. destruct (other_weight_range E n HE Hn) as [Ha Hb].
  unfold output_norm_squared, collapsed, common. rewrite complement_sum, gap_difference by lra.
  revert Ha Hb; generalize (self_weight (from_odds E n)) (other_weight (from_odds E n)); intros a b Ha Hb.
  replace (_ + _) with ((1 - rho) * (a - b + r) ^ 2 + rho * (1 + r) ^ 2 + (1 - rho) * (b * (1 + a - b + 2 * r)))
    by ring.
  assert (0 <= (a - b + r) ^ 2) by apply pow2_ge_0.
  assert (0 < b * (1 + a - b + 2 * r)) by (apply Rmult_lt_0_compat; lra).
  nra.
Qed.

(* formal: A2.cosine.contraction *)
Theorem cosine_from_contraction E n rho r :
  0 < E -> 2 <= n -> 0 <= rho < 1 -> 0 <= r ->
  1 - output_cosine (from_odds E n) rho r = (1 - rho) * contraction (from_odds E n) rho r.
Proof.
  intros HE Hn Hrho Hr. pose proof (output_norm_squared_positive E n rho r HE Hn Hrho Hr) as P.
  unfold output_cosine, contraction. revert P; unfold output_inner_product, output_norm_squared.
  intros P; field; lra.
Qed.
