(** Must-fail twins: statements with a changed constant, proved false. *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From critscale Require Import Definitions Limits Weights Phase Cosine Orthogonal.
Open Scope R_scope.

Lemma no_other_limit u (x y : R) : is_lim_seq u x -> x <> y -> ~ is_lim_seq u y.
Proof.
  intros Hx Hxy Hy. apply is_lim_seq_unique in Hx, Hy. rewrite Hx in Hy. now injection Hy.
Qed.

(* claim: A3.cosine.critical.twin *)
Theorem cosine_critical_is_not_3_2 rho : 0 < rho < 1 ->
  ~ is_lim_seq (fun n : nat => output_cosine (scaled_row (1 / (1 - rho)) rho n) rho 0) (3 * rho / (1 + 2 * rho)).
Proof.
  intros Hrho. apply (no_other_limit _ _ _ (cosine_critical_no_residual rho Hrho)).
  intros H. apply (f_equal (fun x => x * ((1 + 3 * rho) * (1 + 2 * rho)))) in H. field_simplify in H; nra.
Qed.

(* claim: A3.self_weight.critical.twin *)
Theorem self_weight_critical_is_not_one_third rho : rho < 1 ->
  ~ is_lim_seq (fun n : nat => self_weight (scaled_row (1 / (1 - rho)) rho n)) (1 / 3).
Proof. intros Hrho. apply (no_other_limit _ _ _ (self_weight_critical rho Hrho)); lra. Qed.

(* claim: A3.cosine.supercritical.twin *)
Theorem cosine_supercritical_is_not_one rho gamma : 0 < rho < 1 -> 1 / (1 - rho) < gamma ->
  ~ is_lim_seq (fun n : nat => output_cosine (scaled_row gamma rho n) rho 0) 1.
Proof. intros Hrho Hg. apply (no_other_limit _ _ _ (cosine_supercritical_no_residual rho Hrho gamma Hg)); lra. Qed.

(* claim: A3.cosine.critical.residual_twin *)
Theorem cosine_critical_residual_matters rho r : 0 < rho < 1 -> 0 < r ->
  ~ is_lim_seq (fun n : nat => output_cosine (scaled_row (1 / (1 - rho)) rho n) rho r) (4 * rho / (1 + 3 * rho)).
Proof.
  intros Hrho Hr. apply (no_other_limit _ _ _ (cosine_critical rho r Hrho ltac:(lra))).
  assert (P : 0 < r ^ 2 + r * (1 + rho) + (1 + 3 * rho) / 4) by nra. intros H.
  apply (f_equal (fun x => x * ((1 + 3 * rho) * (r ^ 2 + r * (1 + rho) + (1 + 3 * rho) / 4)))) in H.
  replace (_ * _) with (rho * (1 + r) ^ 2 * (1 + 3 * rho)) in H by (field; lra).
  replace (4 * rho / (1 + 3 * rho) * _) with (4 * rho * (r ^ 2 + r * (1 + rho) + (1 + 3 * rho) / 4)) in H
    by (field; lra).
  assert (0 < rho * (r * ((1 - rho) * (2 + 3 * r)))) by (repeat apply Rmult_lt_0_compat; lra). nra.
Qed.

(* claim: A14.contraction.threshold.twin *)
Theorem orthogonal_threshold_is_not_one gamma : 1 / 2 < gamma < 1 ->
  ~ is_lim_seq (fun n : nat => contraction (scaled_row gamma 0 n) 0 0) 0.
Proof. intros Hg. apply (no_other_limit _ _ _ (orthogonal_supercritical gamma ltac:(lra))); lra. Qed.
