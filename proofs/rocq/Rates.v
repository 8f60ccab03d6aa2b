(** How fast the output cosine reaches its limit away from criticality, for every n >= 2 (A6, A7). *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From critscale Require Import Definitions Identities Complements Limits Weights.
Open Scope R_scope.

Lemma output_norm_squared_lower E n rho r : 0 < E -> 2 <= n -> 0 < rho < 1 -> 0 <= r ->
  rho * (1 + r) ^ 2 <= output_norm_squared (from_odds E n) rho r.
Proof.
  intros HE Hn Hrho Hr. destruct (other_weight_range E n HE Hn) as [Ha Hb].
  unfold output_norm_squared, collapsed, common. rewrite complement_sum, gap_difference by lra.
  revert Ha Hb; generalize (self_weight (from_odds E n)) (other_weight (from_odds E n)); intros a b Ha Hb.
  replace (_ + (_ + _) * _) with
    ((1 - rho) * (a - b + r) ^ 2 + rho * (1 + r) ^ 2 + (1 - rho) * (b * (1 + a - b + 2 * r))) by ring.
  assert (0 <= (1 - rho) * (a - b + r) ^ 2) by (apply Rmult_le_pos; [lra|apply pow2_ge_0]).
  assert (0 <= (1 - rho) * (b * (1 + a - b + 2 * r))) by (repeat apply Rmult_le_pos; lra). lra.
Qed.

(* claim: A7.rate.uniform *)
Theorem uniform_collapses rho n : contraction (simplex_row 0 rho n) rho 0 = 0.
Proof.
  unfold contraction, simplex_row; simpl. rewrite Rmult_0_l, exp_0. unfold Rdiv. replace (1 - 1) with 0 by ring. ring.
Qed.

(* formal: A6.cosine-excess.rate *)
Theorem output_cosine_excess_rate gamma rho r n : 0 < rho < 1 -> 0 <= r -> 2 <= n ->
  0 <= output_cosine (scaled_row gamma rho n) rho r - rho
    <= 2 * (1 - rho) / (rho * (1 + r)) * (rho + 1 / (n - 1)) * Rpower n (1 - gamma * (1 - rho)).
Proof.
  intros Hrho Hr Hn. pose proof (self_weight_complement_rate gamma rho n Hn) as R. revert R.
  unfold scaled_row; rewrite simplex_row_from_odds by lra. generalize (Rpower n (1 - gamma * (1 - rho))); intros p.
  assert (HE : 0 < odds (gamma * ln n) rho n) by (apply odds_positive; lra).
  revert HE; generalize (odds (gamma * ln n) rho n); intros E HE R.
  pose proof (output_norm_squared_lower E n rho r HE Hn Hrho Hr) as N.
  destruct (other_weight_range E n HE Hn) as [Ha Hb]. pose proof (other_share E n HE ltac:(lra)) as S.
  rewrite <- output_cosine_excess_closed by lra. unfold output_cosine_excess, contraction_complement.
  set (D := output_norm_squared _ _ _) in *. unfold collapsed, common.
  rewrite complement_sum, gap_difference by lra. revert Ha Hb R S.
  generalize (self_weight (from_odds E n)) (other_weight (from_odds E n)); intros a b Ha Hb R S.
  assert (0 < rho * (1 + r) ^ 2) by (apply Rmult_lt_0_compat; [|apply pow_lt]; lra).
  assert (0 < 1 / (n - 1)) by (apply Rdiv_lt_0_compat; lra).
  assert (F : b + rho * (1 - a) = (1 - a) * (rho + 1 / (n - 1))) by (rewrite S; field; lra).
  assert (0 < (1 - a) * (rho + 1 / (n - 1))) by (apply Rmult_lt_0_compat; lra). rewrite F. split.
  - apply Rmult_le_pos; [lra|]. apply Rdiv_le_0_compat; [apply Rmult_le_pos; lra|lra].
  - apply Rle_trans with ((1 - rho) * ((1 - a) * (rho + 1 / (n - 1)) * (2 * (1 + r)) / (rho * (1 + r) ^ 2))).
    + apply Rmult_le_compat_l; [lra|]. apply Rmult_le_compat.
      * apply Rmult_le_pos; lra.
      * apply Rlt_le, Rinv_0_lt_compat; lra.
      * apply Rmult_le_compat_l; lra.
      * apply Rinv_le_contravar; lra.
    + replace ((1 - rho) * _) with (2 * (1 - rho) / (rho * (1 + r)) * (rho + 1 / (n - 1)) * (1 - a)) by (field; lra).
      apply Rmult_le_compat_l; [|lra]. apply Rmult_le_pos; [|lra].
      apply Rdiv_le_0_compat; [lra|apply Rmult_lt_0_compat; lra].
Qed.

(* formal: A7.cosine-complement.rate *)
Theorem output_cosine_complement_rate gamma rho n : 0 < rho < 1 -> 0 <= gamma -> 2 <= n ->
  0 <= 1 - output_cosine (scaled_row gamma rho n) rho 0
    <= 4 * (1 - rho) / rho * Rpower n (gamma * (1 - rho) - 1) ^ 2.
Proof.
  intros Hrho Hg Hn. pose proof (self_weight_rate gamma rho n Hn) as R. pose proof (ln_positive n Hn).
  assert (O : odds (gamma * ln n) rho n <= n - 1).
  { unfold odds. rewrite <- (Rmult_1_r (n - 1)) at 2. apply Rmult_le_compat_l; [lra|].
    assert (0 <= gamma * ln n * (1 - rho)) by (repeat apply Rmult_le_pos; lra).
    apply Rle_trans with (exp 0); [apply exp_monotone; lra|rewrite exp_0; lra]. }
  revert R O; unfold scaled_row; rewrite simplex_row_from_odds by lra.
  generalize (Rpower n (gamma * (1 - rho) - 1)); intros p.
  assert (HE : 0 < odds (gamma * ln n) rho n) by (apply odds_positive; lra).
  revert HE; generalize (odds (gamma * ln n) rho n); intros E HE R O.
  pose proof (output_norm_squared_lower E n rho 0 HE Hn Hrho ltac:(lra)) as N.
  destruct (other_weight_range E n HE Hn) as [Ha Hb].
  assert (G : 0 <= weight_gap (from_odds E n) <= self_weight (from_odds E n)).
  { split; [|rewrite gap_difference; lra]. simpl. apply Rdiv_le_0_compat; [|lra].
    assert (E / (n - 1) <= 1); [|lra]. apply Rle_div_l; lra. }
  rewrite cosine_from_contraction by lra. unfold contraction.
  revert N G R Ha; generalize (output_norm_squared (from_odds E n) rho 0) (weight_gap (from_odds E n))
    (self_weight (from_odds E n)); intros D g a N G R Ha.
  replace (rho * (1 + 0) ^ 2) with rho in N by ring. split.
  - apply Rmult_le_pos; [lra|]. apply Rdiv_le_0_compat; [apply pow2_ge_0|lra].
  - replace (4 * (1 - rho) / rho * p ^ 2) with ((1 - rho) * ((2 * p) ^ 2 / rho)) by (field; lra).
    apply Rmult_le_compat_l; [lra|]. apply Rmult_le_compat.
    + apply pow2_ge_0.
    + apply Rlt_le, Rinv_0_lt_compat; lra.
    + apply pow_incr; lra.
    + apply Rinv_le_contravar; lra.
Qed.
