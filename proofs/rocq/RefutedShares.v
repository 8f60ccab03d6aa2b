(** Must-fail twins of the claims on entropy, participation and the odds of the cosine, proved false. *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From critscale Require Import Definitions Limits Weights Window Entropy Participation Refuted.
Open Scope R_scope.

(* twin: A8.entropy.subcritical-fraction / other regime *)
Theorem entropy_fraction_subcritical_is_not_zero gamma rho : rho < 1 -> gamma < 1 / (1 - rho) ->
  ~ is_lim_seq (fun n : nat => entropy_fraction (gamma * ln n) rho n) 0.
Proof. intros Hrho Hg. apply (no_other_limit _ _ _ (entropy_fraction_subcritical gamma rho Hrho Hg)); lra. Qed.

(* twin: A8.entropy.critical-fraction / other regime *)
Theorem entropy_fraction_critical_is_not_one rho : rho < 1 ->
  ~ is_lim_seq (fun n : nat => entropy_fraction (1 / (1 - rho) * ln n) rho n) 1.
Proof. intros Hrho. apply (no_other_limit _ _ _ (entropy_fraction_critical rho Hrho)); lra. Qed.

(* twin: A8.entropy.supercritical-fraction / other regime *)
Theorem entropy_fraction_supercritical_is_not_one gamma rho : rho < 1 -> 1 / (1 - rho) < gamma ->
  ~ is_lim_seq (fun n : nat => entropy_fraction (gamma * ln n) rho n) 1.
Proof. intros Hrho Hg. apply (no_other_limit _ _ _ (entropy_fraction_supercritical gamma rho Hrho Hg)); lra. Qed.

(* twin: A8.entropy.window-fraction / other regime *)
Theorem entropy_fraction_window_is_not_s c rho : rho < 1 -> window_weight c rho <> 1 / 2 ->
  ~ is_lim_seq (fun n : nat => entropy_fraction (window_gamma c rho n * ln n) rho n) (window_weight c rho).
Proof. intros Hrho H. apply (no_other_limit _ _ _ (entropy_fraction_window c rho Hrho)); lra. Qed.

(* twin: A9.participation.supercritical / critical value *)
Theorem participation_ratio_supercritical_is_not_four gamma rho : rho < 1 -> 1 / (1 - rho) < gamma ->
  ~ is_lim_seq (fun n : nat => participation_ratio (scaled_row gamma rho n)) 4.
Proof. intros Hrho Hg. apply (no_other_limit _ _ _ (participation_ratio_supercritical gamma rho Hrho Hg)); lra. Qed.

(* twin: A13.odds.critical / times 3 *)
Theorem cosine_odds_critical_is_not_three rho : 0 < rho < 1 ->
  ~ is_lim_seq (fun n : nat => output_cosine (scaled_row (1 / (1 - rho)) rho n) rho 0
                               / (1 - output_cosine (scaled_row (1 / (1 - rho)) rho n) rho 0) * ((1 - rho) / rho)) 3.
Proof. intros Hrho. apply (no_other_limit _ _ _ (cosine_odds_critical rho Hrho)); lra. Qed.

Section InWindow.
  Variables c rho : R.
  Hypothesis Hrho : 0 < rho < 1.
  Let s := window_weight c rho.
  Let w (n : nat) := scaled_row (window_gamma c rho n) rho n.

  (* twin: A9.participation.window / 1/s *)
  Theorem participation_ratio_window_is_not_1_s : ~ is_lim_seq (fun n : nat => participation_ratio (w n)) (1 / s).
  Proof.
    pose proof (window_weight_range c rho) as R; fold s in R.
    apply (no_other_limit _ _ _ (participation_ratio_window c rho Hrho)); fold s. apply fractions_differ; nra.
  Qed.
End InWindow.
