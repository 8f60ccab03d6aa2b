(** Exactly at gamma = 1/(1 - rho), without residual (A5b): rational in n, explicit bounds for all n >= 2. *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From critscale Require Import Definitions Identities Limits Weights.
Open Scope R_scope.

Definition critical_row (rho n : R) : row := scaled_row (1 / (1 - rho)) rho n.

(** rho (2n - 1)^2 + (1 - rho) (n^2 + n - 1), the squared output norm times (2n - 1)^2. *)
Definition critical_denominator (rho n : R) := rho * (2 * n - 1) ^ 2 + (1 - rho) * (n ^ 2 + n - 1).

Lemma critical_row_exact rho n : rho < 1 -> 2 <= n -> critical_row rho n = from_odds ((n - 1) / n) n.
Proof.
  intros Hrho Hn. unfold critical_row, scaled_row. rewrite simplex_row_from_odds, scaled_odds by lra.
  replace (- (1 / (1 - rho) * (1 - rho))) with (-1) by (field; lra).
  now rewrite power_minus_one by lra.
Qed.

Lemma critical_denominator_large rho n : 0 < rho < 1 -> 2 <= n -> n ^ 2 <= critical_denominator rho n.
Proof.
  intros Hrho Hn; unfold critical_denominator.
  replace (_ + _) with (n ^ 2 + (n - 1) + rho * ((3 * n - 2) * (n - 1))) by ring.
  assert (0 <= (3 * n - 2) * (n - 1)) by (apply Rmult_le_pos; lra). nra.
Qed.

Section Exact.
  Variables rho n : R.
  Hypothesis Hrho : 0 < rho < 1.
  Hypothesis Hn : 2 <= n.

  Lemma denominator_positive : 0 < critical_denominator rho n.
  Proof. pose proof (critical_denominator_large rho n Hrho Hn); nra. Qed.

  (* claim: A5b.critical.other-weight *)
  Theorem other_weight_critical_exact : other_weight (critical_row rho n) = 1 / (2 * n - 1).
  Proof. rewrite critical_row_exact by lra; simpl; field; lra. Qed.

  (* claim: A5b.bound.self-weight *)
  Theorem self_weight_critical_bound : Rabs (self_weight (critical_row rho n) - 1 / 2) <= 1 / 3 / n.
  Proof.
    unfold critical_row; rewrite self_weight_critical_exact by lra.
    replace (n / (2 * n - 1) - 1 / 2) with (/ (2 * (2 * n - 1))) by (field; lra).
    rewrite Rabs_pos_eq by (apply Rlt_le, Rinv_0_lt_compat; lra).
    replace (1 / 3 / n) with (/ (3 * n)) by (field; lra). apply Rinv_le_contravar; lra.
  Qed.

  Lemma critical_norm :
    output_norm_squared (critical_row rho n) rho 0 = critical_denominator rho n / (2 * n - 1) ^ 2.
  Proof.
    rewrite critical_row_exact by lra.
    unfold output_norm_squared, collapsed, common, critical_denominator; simpl; field; lra.
  Qed.

  (* claim: A5b.critical.contraction *)
  Theorem contraction_critical_exact :
    contraction (critical_row rho n) rho 0 = (n - 1) ^ 2 / (rho * (2 * n - 1) ^ 2 + (1 - rho) * (n ^ 2 + n - 1)).
  Proof.
    unfold contraction; rewrite critical_norm. fold (critical_denominator rho n). pose proof denominator_positive.
    rewrite critical_row_exact by lra; simpl; field; lra.
  Qed.

  (* formal: A5b.cosine.exact *)
  Theorem output_cosine_critical_exact :
    output_cosine (critical_row rho n) rho 0
    = (rho * (2 * n - 1) ^ 2 + (1 - rho) * (3 * n - 2)) / (rho * (2 * n - 1) ^ 2 + (1 - rho) * (n ^ 2 + n - 1)).
  Proof.
    unfold output_cosine; rewrite critical_norm. fold (critical_denominator rho n). pose proof denominator_positive.
    rewrite critical_row_exact by lra; unfold output_inner_product, collapsed, common; simpl; field; lra.
  Qed.

  (** The excess over the limit, exactly. *)
  Lemma cosine_excess : output_cosine (critical_row rho n) rho 0 - 4 * rho / (1 + 3 * rho)
    = (1 - rho) * (n * (3 + rho) - (2 + rho)) / ((1 + 3 * rho) * critical_denominator rho n).
  Proof.
    rewrite output_cosine_critical_exact. fold (critical_denominator rho n). pose proof denominator_positive as P.
    revert P; unfold critical_denominator; intros P; field; lra.
  Qed.

  (* formal: A5b.cosine.bound *)
  Theorem output_cosine_critical_bound :
    0 <= output_cosine (critical_row rho n) rho 0 - 4 * rho / (1 + 3 * rho)
      <= 3 * (1 - rho) / (1 + 3 * rho) / n.
  Proof.
    rewrite cosine_excess. pose proof denominator_positive as P.
    assert (0 < (1 + 3 * rho) * critical_denominator rho n) by (apply Rmult_lt_0_compat; lra). split.
    - apply Rmult_le_pos; [apply Rmult_le_pos; nra|]. now apply Rlt_le, Rinv_0_lt_compat.
    - replace (3 * (1 - rho) / (1 + 3 * rho) / n)
        with ((1 - rho) * (3 * critical_denominator rho n / n) / ((1 + 3 * rho) * critical_denominator rho n))
        by (field; lra).
      apply Rmult_le_compat_r; [now apply Rlt_le, Rinv_0_lt_compat|]. apply Rmult_le_compat_l; [lra|].
      apply (Rmult_le_reg_r n); [lra|].
      replace (3 * critical_denominator rho n / n * n) with (3 * critical_denominator rho n) by (field; lra).
      unfold critical_denominator. assert (0 <= rho * ((n - 1) * (8 * n - 6))) by (repeat apply Rmult_le_pos; lra). nra.
  Qed.

  (* formal: A5b.cosine.expansion.bound *)
  Theorem output_cosine_critical_expansion :
    Rabs (output_cosine (critical_row rho n) rho 0
          - (4 * rho / (1 + 3 * rho) + (1 - rho) * (3 + rho) / ((1 + 3 * rho) ^ 2 * n))) <= 7 / n ^ 2.
  Proof.
    pose proof (critical_denominator_large rho n Hrho Hn) as L. pose proof denominator_positive as P.
    replace (_ - _) with
      (- ((1 - rho) / (1 + 3 * rho) ^ 2 * (((5 - 7 * rho - 2 * rho ^ 2) - (3 - 5 * rho - 2 * rho ^ 2) / n)
                                            / critical_denominator rho n))).
    2:{ apply (Rplus_eq_reg_r ((1 - rho) * (3 + rho) / ((1 + 3 * rho) ^ 2 * n))).
        transitivity (output_cosine (critical_row rho n) rho 0 - 4 * rho / (1 + 3 * rho)); [|ring].
        rewrite cosine_excess. revert P; unfold critical_denominator; intros P; field; lra. }
    rewrite Rabs_Ropp, Rabs_mult.
    assert (0 < / n <= / 2) by (split; [apply Rinv_0_lt_compat|apply Rinv_le_contravar]; lra).
    assert (A : Rabs ((1 - rho) / (1 + 3 * rho) ^ 2) <= 1).
    { rewrite Rabs_pos_eq; [apply Rle_div_l|apply Rdiv_le_0_compat]; nra. }
    assert (B : Rabs ((5 - 7 * rho - 2 * rho ^ 2 - (3 - 5 * rho - 2 * rho ^ 2) / n) / critical_denominator rho n)
                <= 7 / n ^ 2).
    { unfold Rdiv at 1; rewrite Rabs_mult, (Rabs_pos_eq (/ critical_denominator rho n))
        by now apply Rlt_le, Rinv_0_lt_compat.
      apply Rmult_le_compat; [apply Rabs_pos|now apply Rlt_le, Rinv_0_lt_compat| |apply Rinv_le_contravar; nra].
      apply Rabs_le; unfold Rdiv; nra. }
    rewrite <- (Rmult_1_l (7 / n ^ 2)). apply Rmult_le_compat; trivial; apply Rabs_pos.
  Qed.

  (* formal: A5b.contraction.expansion.bound *)
  Theorem contraction_critical_expansion :
    Rabs (contraction (critical_row rho n) rho 0 - (1 / (1 + 3 * rho) - (3 + rho) / ((1 + 3 * rho) ^ 2 * n)))
      <= 7 / ((1 - rho) * n ^ 2).
  Proof.
    pose proof output_cosine_critical_expansion as X. rewrite critical_row_exact in * by lra.
    assert (C : contraction (from_odds ((n - 1) / n) n) rho 0
                = (1 - output_cosine (from_odds ((n - 1) / n) n) rho 0) / (1 - rho)).
    { rewrite cosine_from_contraction; [field; lra|apply Rdiv_lt_0_compat; lra|lra|lra|lra]. }
    rewrite C. revert X; generalize (output_cosine (from_odds ((n - 1) / n) n) rho 0); intros y X.
    replace (_ - _)
      with (- ((y - (4 * rho / (1 + 3 * rho) + (1 - rho) * (3 + rho) / ((1 + 3 * rho) ^ 2 * n))) / (1 - rho)))
      by (field; lra).
    rewrite Rabs_Ropp. unfold Rdiv at 1; rewrite Rabs_mult, (Rabs_pos_eq (/ (1 - rho)))
      by (apply Rlt_le, Rinv_0_lt_compat; lra).
    replace (7 / ((1 - rho) * n ^ 2)) with (7 / n ^ 2 * / (1 - rho)) by (field; lra).
    apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat; lra|exact X].
  Qed.
End Exact.

(* claim: A5b.critical.cosine-expansion *)
Theorem output_cosine_critical_order rho : 0 < rho < 1 -> of_order
  (fun n : nat => output_cosine (critical_row rho n) rho 0
                  - (4 * rho / (1 + 3 * rho) + (1 - rho) * (3 + rho) / ((1 + 3 * rho) ^ 2 * n)))
  (fun n : nat => 1 / n ^ 2).
Proof.
  intros Hrho. apply (bounded_order (fun n => output_cosine (critical_row rho n) rho 0
    - (4 * rho / (1 + 3 * rho) + (1 - rho) * (3 + rho) / ((1 + 3 * rho) ^ 2 * n))) (fun n => 1 / n ^ 2) 7 2).
  intros n Hn. simpl INR in Hn. replace (7 * (1 / n ^ 2)) with (7 / n ^ 2) by (field; lra).
  apply output_cosine_critical_expansion; lra.
Qed.

(* claim: A5b.critical.contraction-expansion *)
Theorem contraction_critical_order rho : 0 < rho < 1 -> of_order
  (fun n : nat => contraction (critical_row rho n) rho 0
                  - (1 / (1 + 3 * rho) - (3 + rho) / ((1 + 3 * rho) ^ 2 * n)))
  (fun n : nat => 1 / n ^ 2).
Proof.
  intros Hrho. apply (bounded_order (fun n => contraction (critical_row rho n) rho 0
    - (1 / (1 + 3 * rho) - (3 + rho) / ((1 + 3 * rho) ^ 2 * n))) (fun n => 1 / n ^ 2) (7 / (1 - rho)) 2).
  intros n Hn. simpl INR in Hn. replace (7 / (1 - rho) * (1 / n ^ 2)) with (7 / ((1 - rho) * n ^ 2)) by (field; lra).
  apply contraction_critical_expansion; lra.
Qed.
