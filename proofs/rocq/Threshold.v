(** The finite-n threshold (A10): a = 1/2 exactly at beta = ln (n - 1) / (1 - rho), and the contraction there. *)
From Coq Require Import Reals Lra Lia.
From critscale Require Import Definitions Identities Limits Weights.
Open Scope R_scope.

Definition threshold_beta (rho n : R) := ln (n - 1) / (1 - rho).

Lemma odds_at_threshold rho n : rho < 1 -> 2 <= n -> odds (threshold_beta rho n) rho n = 1.
Proof.
  intros Hrho Hn. unfold odds, threshold_beta.
  replace (- (ln (n - 1) / (1 - rho) * (1 - rho))) with (- ln (n - 1)) by (field; lra).
  rewrite exp_Ropp, exp_ln by lra. field; lra.
Qed.

(* formal: A10.self-weight.threshold *)
Theorem self_weight_half beta rho n : rho < 1 -> 2 <= n ->
  self_weight (simplex_row beta rho n) = 1 / 2 <-> beta = ln (n - 1) / (1 - rho).
Proof.
  intros Hrho Hn. rewrite self_weight_exact by lra. pose proof (odds_positive beta rho n ltac:(lra)) as P. split.
  - intros H. assert (E1 : odds beta rho n = 1).
    { apply (f_equal (fun x => x * (1 + odds beta rho n))) in H. field_simplify in H; lra. }
    unfold odds in E1. apply (f_equal ln) in E1. rewrite ln_1, ln_mult, ln_exp in E1; [|lra|apply exp_pos].
    apply (Rmult_eq_reg_r (1 - rho)); [|lra]. field_simplify; lra.
  - intros ->. fold (threshold_beta rho n). rewrite odds_at_threshold by lra. field.
Qed.

(* claim: A10.threshold.self-weight *)
Theorem self_weight_at_threshold rho n : rho < 1 -> 2 <= n ->
  self_weight (simplex_row (ln (n - 1) / (1 - rho)) rho n) = 1 / 2.
Proof. intros; now apply self_weight_half. Qed.

(* claim: A10.threshold.contraction *)
Theorem contraction_at_threshold rho n : 0 < rho < 1 -> 2 <= n ->
  contraction (simplex_row (ln (n - 1) / (1 - rho)) rho n) rho 0
  = ((n - 2) / (n - 1)) ^ 2 / (4 * rho + (1 - rho) * n / (n - 1)).
Proof.
  intros Hrho Hn. fold (threshold_beta rho n). rewrite simplex_row_from_odds, odds_at_threshold by lra.
  assert (0 < 4 * rho * (n - 1) + (1 - rho) * n) by nra.
  unfold contraction, output_norm_squared, collapsed, common; simpl; field; repeat split; nra.
Qed.
