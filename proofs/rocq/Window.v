(** The critical window gamma = 1/(1 - rho) + c / ln n (A4, A5): a profile in kappa = c (1 - rho). *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From critscale Require Import Definitions Identities Limits Weights Phase.
Open Scope R_scope.

Definition window_gamma (c rho n : R) := 1 / (1 - rho) + c / ln n.

(** s = 1 / (1 + exp (- kappa)). *)
Definition window_weight (c rho : R) := 1 / (1 + exp (- (c * (1 - rho)))).

Lemma window_odds c rho n : rho < 1 -> 2 <= n ->
  odds (window_gamma c rho n * ln n) rho n = (1 - / n) * exp (- (c * (1 - rho))).
Proof.
  intros Hrho Hn. pose proof (ln_positive n Hn). unfold odds, window_gamma.
  replace (- _) with (- ln n + - (c * (1 - rho))) by (field; lra).
  rewrite exp_plus, exp_Ropp, exp_ln by lra. field; lra.
Qed.

(* claim: A5.self_weight.exact *)
Theorem self_weight_window_exact c rho n : rho < 1 -> 2 <= n ->
  self_weight (scaled_row (window_gamma c rho n) rho n)
  = window_weight c rho / (1 - (1 - window_weight c rho) / n).
Proof.
  intros Hrho Hn. unfold scaled_row, window_weight. rewrite self_weight_exact, window_odds by lra.
  pose proof (exp_pos (- (c * (1 - rho)))) as P; revert P; generalize (exp (- (c * (1 - rho)))); intros e P.
  assert (0 < (n - 1) * e) by (apply Rmult_lt_0_compat; lra).
  field; repeat split; nra.
Qed.

(* claim: A4.self_weight.profile *)
Theorem self_weight_window c rho : rho < 1 ->
  is_lim_seq (fun n : nat => self_weight (scaled_row (window_gamma c rho n) rho n)) (window_weight c rho).
Proof.
  intros Hrho. pose proof inverse_vanishes. set (s := window_weight c rho).
  apply (limit_ext (fun n : nat => s / (1 - (1 - s) * / n))).
  - intros n Hn; rewrite self_weight_window_exact by lra; reflexivity.
  - apply (limit_is _ (s / (1 - (1 - s) * 0))); [field|]. apply limit_over; [lra| |]; limit_rules.
Qed.

Section Profile.
  Variables c rho r : R.
  Hypothesis Hrho : 0 < rho < 1.
  Hypothesis Hr : 0 <= r.
  Let s := window_weight c rho.
  Let w (n : nat) := scaled_row (window_gamma c rho n) rho n.
  Let beta (n : nat) := window_gamma c rho n * ln n.

  Lemma window_self_weight : is_lim_seq (fun n : nat => self_weight (simplex_row (beta n) rho n)) s.
  Proof. apply self_weight_window; lra. Qed.

  (* claim: A4.norm_squared.profile *)
  Theorem output_norm_squared_window : is_lim_seq (fun n : nat => output_norm_squared (w n) rho r)
    ((s + r) ^ 2 * (1 - rho) + rho * (1 + r) ^ 2).
  Proof. exact (output_norm_squared_limit beta rho r s window_self_weight). Qed.

  (* claim: A4.contraction.profile *)
  Theorem contraction_window : is_lim_seq (fun n : nat => contraction (w n) rho r)
    ((s + r) ^ 2 / ((s + r) ^ 2 * (1 - rho) + rho * (1 + r) ^ 2)).
  Proof. exact (contraction_limit beta rho r s Hrho Hr window_self_weight). Qed.

  (* claim: A4.cosine.profile *)
  Theorem output_cosine_window : is_lim_seq (fun n : nat => output_cosine (w n) rho r)
    (rho * (1 + r) ^ 2 / ((s + r) ^ 2 * (1 - rho) + rho * (1 + r) ^ 2)).
  Proof. exact (output_cosine_limit beta rho r s Hrho Hr window_self_weight). Qed.
End Profile.
