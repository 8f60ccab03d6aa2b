(** Must-fail twins of the package's claims, proved false: a constant, a regime or an assumption is changed. *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From critscale Require Import Definitions Limits Weights Phase Cosine Window Orthogonal.
Open Scope R_scope.

Lemma no_other_limit u (x y : R) : is_lim_seq u x -> x <> y -> ~ is_lim_seq u y.
Proof.
  intros Hx Hxy Hy. apply is_lim_seq_unique in Hx, Hy. rewrite Hx in Hy. now injection Hy.
Qed.

(** Fractions with one numerator and different denominators differ. *)
Lemma fractions_differ p x y : 0 < p -> 0 < x -> 0 < y -> x <> y -> p / x <> p / y.
Proof.
  intros Hp Hx Hy Hxy H. apply Hxy. apply (f_equal (fun z => z * (x * y) / p)) in H.
  replace (p / x * (x * y) / p) with y in H by (field; lra).
  replace (p / y * (x * y) / p) with x in H by (field; lra). now symmetry.
Qed.

(* twin: A3.cosine.critical-plain / 3 rho/(1 + 2 rho) *)
Theorem cosine_critical_is_not_3_2 rho : 0 < rho < 1 ->
  ~ is_lim_seq (fun n : nat => output_cosine (scaled_row (1 / (1 - rho)) rho n) rho 0) (3 * rho / (1 + 2 * rho)).
Proof.
  intros Hrho. apply (no_other_limit _ _ _ (cosine_critical_no_residual rho Hrho)).
  intros H. apply (f_equal (fun x => x * ((1 + 3 * rho) * (1 + 2 * rho)))) in H. field_simplify in H; nra.
Qed.

(* formal: A3.self-weight.critical.twin *)
Theorem self_weight_critical_is_not_one_third rho : rho < 1 ->
  ~ is_lim_seq (fun n : nat => self_weight (scaled_row (1 / (1 - rho)) rho n)) (1 / 3).
Proof. intros Hrho. apply (no_other_limit _ _ _ (self_weight_critical rho Hrho)); lra. Qed.

(** With residual. *)
Section Residual.
  Variables rho r : R.
  Hypothesis Hrho : 0 < rho < 1.
  Hypothesis Hr : 0 <= r.

  Lemma numerator_positive : 0 < rho * (1 + r) ^ 2.
  Proof. apply Rmult_lt_0_compat; [lra|apply pow_lt; lra]. Qed.

  Lemma regimes_differ : rho * (1 + r) ^ 2 / (r ^ 2 + 2 * r * rho + rho) <> rho.
  Proof.
    pose proof numerator_positive. assert (0 < r ^ 2 + 2 * r * rho + rho) by nra.
    assert (0 < (1 - rho) * (1 + 2 * r)) by (apply Rmult_lt_0_compat; lra).
    replace rho with (rho * (1 + r) ^ 2 / (1 + r) ^ 2) at 4 by (field; lra). apply fractions_differ; nra.
  Qed.

  (* twin: A3.cosine.subcritical / supercritical value *)
  Theorem cosine_subcritical_is_not_rho gamma : gamma < 1 / (1 - rho) ->
    ~ is_lim_seq (fun n : nat => output_cosine (scaled_row gamma rho n) rho r) rho.
  Proof. intros Hg. exact (no_other_limit _ _ _ (cosine_subcritical rho r Hrho Hr gamma Hg) regimes_differ). Qed.

  (* twin: A3.cosine.supercritical / subcritical value *)
  Theorem cosine_supercritical_is_not_subcritical gamma : 1 / (1 - rho) < gamma ->
    ~ is_lim_seq (fun n : nat => output_cosine (scaled_row gamma rho n) rho r)
        (rho * (1 + r) ^ 2 / (r ^ 2 + 2 * r * rho + rho)).
  Proof.
    intros Hg. apply (no_other_limit _ _ _ (cosine_supercritical rho r Hrho Hr gamma Hg)).
    intros H; now apply regimes_differ.
  Qed.

  (* twin: A3.cosine.critical / 2 rho *)
  Theorem cosine_critical_is_not_2_rho :
    ~ is_lim_seq (fun n : nat => output_cosine (scaled_row (1 / (1 - rho)) rho n) rho r)
        (rho * (1 + r) ^ 2 / (r ^ 2 + r * (1 + rho) + (1 + 2 * rho) / 4)).
  Proof.
    apply (no_other_limit _ _ _ (cosine_critical rho r Hrho Hr)). pose proof numerator_positive.
    apply fractions_differ; nra.
  Qed.

  (* twin: A3.cosine.subcritical-plain / residual *)
  Theorem cosine_subcritical_residual_matters gamma : 0 < r -> gamma < 1 / (1 - rho) ->
    ~ is_lim_seq (fun n : nat => output_cosine (scaled_row gamma rho n) rho r) 1.
  Proof.
    intros H Hg. apply (no_other_limit _ _ _ (cosine_subcritical rho r Hrho Hr gamma Hg)).
    pose proof numerator_positive. replace 1 with (rho * (1 + r) ^ 2 / (rho * (1 + r) ^ 2)) at 2 by (field; nra).
    assert (0 < r ^ 2 * (1 - rho)) by (apply Rmult_lt_0_compat; [apply pow_lt|]; lra). apply fractions_differ; nra.
  Qed.

  (* twin: A3.cosine.critical-plain / residual *)
  Theorem cosine_critical_residual_matters : 0 < r ->
    ~ is_lim_seq (fun n : nat => output_cosine (scaled_row (1 / (1 - rho)) rho n) rho r) (4 * rho / (1 + 3 * rho)).
  Proof.
    intros H. apply (no_other_limit _ _ _ (cosine_critical rho r Hrho Hr)). pose proof numerator_positive.
    replace (4 * rho / (1 + 3 * rho)) with (rho * (1 + r) ^ 2 / ((1 + r) ^ 2 * (1 + 3 * rho) / 4)) by (field; lra).
    assert (0 < r * ((1 - rho) * (2 + 3 * r))) by (repeat apply Rmult_lt_0_compat; lra). apply fractions_differ; nra.
  Qed.
End Residual.

(** In the window, away from its centre c = 0. *)
(* twin: A4.window.self-weight / 1 - s *)
Theorem self_weight_window_has_a_sign c rho : rho < 1 -> window_weight c rho <> 1 / 2 ->
  ~ is_lim_seq (fun n : nat => self_weight (scaled_row (window_gamma c rho n) rho n)) (1 - window_weight c rho).
Proof. intros Hrho H. apply (no_other_limit _ _ _ (self_weight_window c rho Hrho)). lra. Qed.

(** Orthogonal tokens: the threshold is gamma = 1/2, and rho = 0 is singular. *)
(* twin: A14.orthogonal.below / other side *)
Theorem orthogonal_subcritical_is_not_one gamma : gamma < 1 / 2 ->
  ~ is_lim_seq (fun n : nat => contraction (scaled_row gamma 0 n) 0 0) 1.
Proof. intros Hg. apply (no_other_limit _ _ _ (orthogonal_subcritical gamma Hg)); lra. Qed.

(* twin: A14.orthogonal.at / other side *)
Theorem orthogonal_critical_is_not_zero :
  ~ is_lim_seq (fun n : nat => contraction (scaled_row (1 / 2) 0 n) 0 0) 0.
Proof. apply (no_other_limit _ _ _ orthogonal_critical); lra. Qed.

(* twin: A14.orthogonal.above / other side *)
(* twin: A3.cosine.subcritical / rho = 0 *)
Theorem orthogonal_threshold_is_not_one gamma : 1 / 2 < gamma < 1 ->
  ~ is_lim_seq (fun n : nat => contraction (scaled_row gamma 0 n) 0 0) 0.
Proof. intros Hg. apply (no_other_limit _ _ _ (orthogonal_supercritical gamma ltac:(lra))); lra. Qed.

(* twin: A14.orthogonal.critical / 1/4 *)
Theorem orthogonal_is_not_one_fourth : ~ is_lim_seq (fun n : nat => contraction (scaled_row 1 0 n) 0 0) (1 / 4).
Proof. apply (no_other_limit _ _ _ (orthogonal_supercritical 1 ltac:(lra))); lra. Qed.
