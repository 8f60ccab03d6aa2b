(** Theorem 2.1 of arXiv 2510.05554 with residual (A3): the output cosine in the three regimes. *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From critscale Require Import Definitions Limits Weights Phase.
Open Scope R_scope.

Section Residual.
  Variables (rho r : R).
  Hypothesis Hrho : 0 < rho < 1.
  Hypothesis Hr : 0 <= r.

  (* claim: A3.cosine.subcritical *)
  Theorem cosine_subcritical gamma : gamma < 1 / (1 - rho) ->
    is_lim_seq (fun n : nat => output_cosine (scaled_row gamma rho n) rho r)
      (rho * (1 + r) ^ 2 / (r ^ 2 + 2 * r * rho + rho)).
  Proof.
    intros Hg. apply (limit_is _ (limit_cosine 0 rho r)); [unfold limit_cosine, limit_norm; f_equal; ring|].
    apply (output_cosine_limit (fun n => gamma * ln n)); trivial. now apply self_weight_subcritical; [lra|].
  Qed.

  (* claim: A3.cosine.critical *)
  Theorem cosine_critical :
    is_lim_seq (fun n : nat => output_cosine (scaled_row (1 / (1 - rho)) rho n) rho r)
      (rho * (1 + r) ^ 2 / (r ^ 2 + r * (1 + rho) + (1 + 3 * rho) / 4)).
  Proof.
    apply (limit_is _ (limit_cosine (1 / 2) rho r)); [unfold limit_cosine, limit_norm; f_equal; field|].
    apply (output_cosine_limit (fun n => 1 / (1 - rho) * ln n)); trivial. apply self_weight_critical; lra.
  Qed.

  (* claim: A3.cosine.supercritical *)
  Theorem cosine_supercritical gamma : 1 / (1 - rho) < gamma ->
    is_lim_seq (fun n : nat => output_cosine (scaled_row gamma rho n) rho r) rho.
  Proof.
    intros Hg. apply (limit_is _ (limit_cosine 1 rho r)).
    - unfold limit_cosine, limit_norm; field; nra.
    - apply (output_cosine_limit (fun n => gamma * ln n)); trivial. now apply self_weight_supercritical; [lra|].
  Qed.
End Residual.

(** Without residual, alpha = 0: 1, 4 rho / (1 + 3 rho), rho. *)
Section NoResidual.
  Variable rho : R.
  Hypothesis Hrho : 0 < rho < 1.

  (* claim: A3.cosine.subcritical-plain *)
  Theorem cosine_subcritical_no_residual gamma : gamma < 1 / (1 - rho) ->
    is_lim_seq (fun n : nat => output_cosine (scaled_row gamma rho n) rho 0) 1.
  Proof.
    intros Hg. eapply limit_is; [|apply cosine_subcritical; [trivial|lra|exact Hg]]. field; lra.
  Qed.

  (* claim: A3.cosine.critical-plain *)
  Theorem cosine_critical_no_residual :
    is_lim_seq (fun n : nat => output_cosine (scaled_row (1 / (1 - rho)) rho n) rho 0) (4 * rho / (1 + 3 * rho)).
  Proof.
    eapply limit_is; [|apply cosine_critical; [trivial|lra]]. field; lra.
  Qed.

  (* formal: A3.cosine.supercritical.no-residual *)
  Theorem cosine_supercritical_no_residual gamma : 1 / (1 - rho) < gamma ->
    is_lim_seq (fun n : nat => output_cosine (scaled_row gamma rho n) rho 0) rho.
  Proof. intros Hg; apply cosine_supercritical; trivial; lra. Qed.
End NoResidual.
