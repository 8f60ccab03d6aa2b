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

(* formal: A5.self-weight.exact *)
Theorem self_weight_window_exact c rho n : rho < 1 -> 2 <= n ->
  self_weight (scaled_row (window_gamma c rho n) rho n)
  = window_weight c rho / (1 - (1 - window_weight c rho) / n).
Proof.
  intros Hrho Hn. unfold scaled_row, window_weight. rewrite self_weight_exact, window_odds by lra.
  pose proof (exp_pos (- (c * (1 - rho)))) as P; revert P; generalize (exp (- (c * (1 - rho)))); intros e P.
  assert (0 < (n - 1) * e) by (apply Rmult_lt_0_compat; lra).
  field; repeat split; nra.
Qed.

Lemma window_weight_between c rho : 0 < window_weight c rho < 1.
Proof.
  unfold window_weight. pose proof (exp_pos (- (c * (1 - rho)))). split; [apply Rdiv_lt_0_compat; lra|].
  apply (Rmult_lt_reg_r (1 + exp (- (c * (1 - rho))))); [lra|]. field_simplify; lra.
Qed.

(* formal: A5.self-weight.bound *)
Theorem self_weight_window_expansion c rho n : rho < 1 -> 2 <= n ->
  Rabs (self_weight (scaled_row (window_gamma c rho n) rho n)
        - (window_weight c rho + window_weight c rho * (1 - window_weight c rho) / n)) <= 2 / n ^ 2.
Proof.
  intros Hrho Hn. rewrite self_weight_window_exact by trivial.
  pose proof (window_weight_between c rho) as S. revert S; generalize (window_weight c rho); intros s S.
  assert (N : 0 < n - (1 - s)) by lra.
  replace (_ - _) with (s * (1 - s) ^ 2 / (n * (n - (1 - s)))) by (field; lra).
  assert (Q : 0 <= (1 - s) ^ 2 <= 1) by nra. assert (P : 0 <= s * (1 - s) ^ 2 <= 1) by nra. rewrite Rabs_pos_eq.
  - apply Rle_trans with (1 / (n * (n - (1 - s)))).
    + apply Rmult_le_compat_r; [|lra]. apply Rlt_le, Rinv_0_lt_compat, Rmult_lt_0_compat; lra.
    + replace (2 / n ^ 2) with (1 / (n * (n / 2))) by (field; lra). apply Rmult_le_compat_l; [lra|].
      apply Rinv_le_contravar; [apply Rmult_lt_0_compat; lra|apply Rmult_le_compat_l; lra].
  - apply Rdiv_le_0_compat; [lra|apply Rmult_lt_0_compat; lra].
Qed.

(* claim: A5.window.self-weight *)
Theorem self_weight_window_order c rho : rho < 1 -> of_order
  (fun n : nat => self_weight (scaled_row (window_gamma c rho n) rho n)
                  - (window_weight c rho + window_weight c rho * (1 - window_weight c rho) / n))
  (fun n : nat => 1 / n ^ 2).
Proof.
  intros Hrho. apply (bounded_order (fun n => self_weight (scaled_row (window_gamma c rho n) rho n)
    - (window_weight c rho + window_weight c rho * (1 - window_weight c rho) / n)) (fun n => 1 / n ^ 2) 2 2).
  intros n Hn. simpl INR in Hn. replace (2 * (1 / n ^ 2)) with (2 / n ^ 2) by (field; lra).
  now apply self_weight_window_expansion.
Qed.

(* claim: A4.window.self-weight *)
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

  (* claim: A4.window.norm *)
  Theorem output_norm_squared_window : is_lim_seq (fun n : nat => output_norm_squared (w n) rho r)
    ((s + r) ^ 2 * (1 - rho) + rho * (1 + r) ^ 2).
  Proof. exact (output_norm_squared_limit beta rho r s window_self_weight). Qed.

  (* claim: A4.window.contraction *)
  Theorem contraction_window : is_lim_seq (fun n : nat => contraction (w n) rho r)
    ((s + r) ^ 2 / ((s + r) ^ 2 * (1 - rho) + rho * (1 + r) ^ 2)).
  Proof. exact (contraction_limit beta rho r s Hrho Hr window_self_weight). Qed.

  (* claim: A4.window.cosine *)
  Theorem output_cosine_window : is_lim_seq (fun n : nat => output_cosine (w n) rho r)
    (rho * (1 + r) ^ 2 / ((s + r) ^ 2 * (1 - rho) + rho * (1 + r) ^ 2)).
  Proof. exact (output_cosine_limit beta rho r s Hrho Hr window_self_weight). Qed.
End Profile.
