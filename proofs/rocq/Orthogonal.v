(** Orthogonal tokens, rho = 0 (A14): without residual the contraction switches at gamma = 1/2, not at 1. *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From critscale Require Import Definitions Identities Limits Weights.
Open Scope R_scope.

(** lambda = (1 - u)^2 / (1 + (n - 1) u^2), with u = n^(-gamma) = b / a. *)
Lemma orthogonal_contraction gamma n : 2 <= n ->
  contraction (scaled_row gamma 0 n) 0 0 = (1 - Rpower n (- gamma)) ^ 2 / (1 + (n - 1) * Rpower n (- gamma) ^ 2).
Proof.
  intros Hn. unfold scaled_row. rewrite simplex_row_from_odds, scaled_odds by lra.
  replace (- (gamma * (1 - 0))) with (- gamma) by ring.
  pose proof (power_positive n (- gamma)) as P; revert P; generalize (Rpower n (- gamma)); intros u P.
  assert (0 < (n - 1) * u) by (apply Rmult_lt_0_compat; lra).
  assert (0 < (n - 1) * u ^ 2) by (apply Rmult_lt_0_compat; [|apply pow_lt]; lra).
  unfold contraction, output_norm_squared, collapsed, common; simpl; field; repeat split; nra.
Qed.

Lemma square_power n gamma : Rpower n (- gamma) ^ 2 = Rpower n (- (2 * gamma)).
Proof. simpl; rewrite Rmult_1_r, <- power_split; f_equal; ring. Qed.

(** n u^2 = n^(1 - 2 gamma). *)
Lemma spread n gamma : 2 <= n -> n * Rpower n (- gamma) ^ 2 = Rpower n (1 - 2 * gamma).
Proof.
  intros. rewrite square_power. replace (1 - 2 * gamma) with (1 + - (2 * gamma)) by ring.
  rewrite power_split, Rpower_1 by lra; ring.
Qed.

(* claim: A14.orthogonal.below *)
Theorem orthogonal_subcritical gamma : gamma < 1 / 2 ->
  is_lim_seq (fun n : nat => contraction (scaled_row gamma 0 n) 0 0) 0.
Proof.
  intros Hg. pose proof (power_vanishes (1 - 2 * gamma) ltac:(lra)) as P. pose proof inverse_vanishes.
  apply (limit_squeeze (fun _ => 0) _ (fun n : nat => 2 * (Rpower n (- (1 - 2 * gamma)) + / n))).
  - intros n Hn. rewrite orthogonal_contraction by trivial.
    rewrite (Rpower_Ropp n (1 - 2 * gamma)), <- spread by trivial.
    pose proof (power_positive n (- gamma)) as Q; revert Q; generalize (Rpower n (- gamma)); intros u Q.
    assert (0 < u ^ 2) by (apply pow_lt; lra).
    assert (0 < (n - 1) * u ^ 2) by (apply Rmult_lt_0_compat; lra). split.
    + apply Rdiv_le_0_compat; [apply pow2_ge_0|lra].
    + apply Rle_div_l; [lra|].
      replace (2 * (/ (n * u ^ 2) + / n) * (1 + (n - 1) * u ^ 2))
        with ((1 + u ^ 2) * (2 * (1 + (n - 1) * u ^ 2) / (n * u ^ 2))) by (field; lra).
      assert (1 <= 2 * (1 + (n - 1) * u ^ 2) / (n * u ^ 2)) by (apply Rle_div_r; nra).
      apply Rle_trans with ((1 + u ^ 2) * 1); nra.
  - apply is_lim_seq_const.
  - apply (limit_is _ (2 * (0 + 0))); [ring|limit_rules].
Qed.

(* claim: A14.orthogonal.at *)
Theorem orthogonal_critical : is_lim_seq (fun n : nat => contraction (scaled_row (1 / 2) 0 n) 0 0) (1 / 2).
Proof.
  pose proof (power_vanishes (1 / 2) ltac:(lra)) as P. pose proof inverse_vanishes.
  apply (limit_ext (fun n : nat => (1 - Rpower n (- (1 / 2))) * (1 - Rpower n (- (1 / 2))) / (1 + (1 - / n)))).
  - intros n Hn. rewrite orthogonal_contraction, square_power by trivial.
    replace (- (2 * (1 / 2))) with (-1) by field. rewrite power_minus_one by lra. field; lra.
  - apply (limit_is _ ((1 - 0) * (1 - 0) / (1 + (1 - 0)))); [field|]. apply limit_over; [lra| |]; limit_rules.
Qed.

(* claim: A14.orthogonal.above *)
(* claim: A14.orthogonal.critical *)
Theorem orthogonal_supercritical gamma : 1 / 2 < gamma ->
  is_lim_seq (fun n : nat => contraction (scaled_row gamma 0 n) 0 0) 1.
Proof.
  intros Hg. pose proof (power_vanishes gamma ltac:(lra)) as P. pose proof inverse_vanishes.
  pose proof (power_vanishes (2 * gamma - 1) ltac:(lra)) as Q.
  apply (limit_ext (fun n : nat => (1 - Rpower n (- gamma)) * (1 - Rpower n (- gamma))
                                   / (1 + (1 - / n) * Rpower n (- (2 * gamma - 1))))).
  - intros n Hn. rewrite orthogonal_contraction by trivial.
    replace (- (2 * gamma - 1)) with (1 - 2 * gamma) by ring. rewrite <- spread by trivial.
    pose proof (power_positive n (- gamma)) as R; revert R; generalize (Rpower n (- gamma)); intros u R.
    assert (0 < (n - 1) * u ^ 2) by (apply Rmult_lt_0_compat; [|apply pow_lt]; lra).
    field; repeat split; nra.
  - apply (limit_is _ ((1 - 0) * (1 - 0) / (1 + (1 - 0) * 0))); [field|]. apply limit_over; [lra| |]; limit_rules.
Qed.
