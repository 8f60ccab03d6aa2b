(** The mean square gradient by the weights of a row, d = n/f, without residual (B4): its phases. *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From critscale Require Import Definitions Identities Limits Weights Phase Window CriticalEntropy Charts.
Open Scope R_scope.

(** theory/layer/jacobian.py: q eta. *)
Definition mean_square (w : row) (rho f n beta : R) :=
  let a := self_weight w in let a' := self_weight_complement w in let b := other_weight w in let g := weight_gap w in
  let gap := beta * (1 - rho) in
  (a ^ 2 + a' * b) * (1 - f * (1 / n))
  + 2 * (gap * (f * (1 / n)) * a' * ((1 - 2 * b) * ((1 - rho) * b + g) + rho * g * (a + b)))
  + gap * (f * (1 / n)) * a' * ((a ^ 2 + a' * b) * ((2 + rho) * b + rho * a') + 2 * b * (1 - 2 * b + rho * g)) * gap.

Lemma square_log_over_n : is_lim_seq (fun n : nat => ln n * ln n * / n) 0.
Proof.
  pose proof log_over_n_vanishes as L. pose proof (power_vanishes (1 / 2) ltac:(lra)) as P.
  apply (limit_squeeze (fun _ => 0) _ (fun n : nat => 16 * Rpower n (- (1 / 2)))).
  - intros n Hn. pose proof (ln_positive n Hn). assert (0 < / n) by (apply Rinv_0_lt_compat; lra). split.
    + repeat apply Rmult_le_pos; lra.
    + assert (B : ln n <= 4 * Rpower n (1 / 4)).
      { pose proof (exp_ineq1_le (ln (Rpower n (1 / 4)))) as E. rewrite exp_ln in E by apply exp_pos.
        assert (ln (Rpower n (1 / 4)) = 1 / 4 * ln n) by (unfold Rpower; apply ln_exp). lra. }
      apply Rle_trans with (4 * Rpower n (1 / 4) * (4 * Rpower n (1 / 4)) * / n).
      * apply Rmult_le_compat_r; [lra|]. apply Rmult_le_compat; lra.
      * right. rewrite <- (power_minus_one n) by lra. pose proof (power_split n (1 / 4) (1 / 4)) as S.
        replace (- (1 / 2)) with (1 / 4 + 1 / 4 + -1) by field. rewrite !power_split. ring.
  - apply is_lim_seq_const.
  - apply (limit_is _ (16 * 0)); [ring|]. apply limit_times; [apply is_lim_seq_const|exact P].
Qed.

Section Limit.
  Variables (beta : nat -> R) (rho f s c e : R).
  Hypothesis Hs : is_lim_seq (fun n : nat => self_weight (simplex_row (beta n) rho n)) s.
  (** beta grows like the logarithm. *)
  Hypothesis Hbeta : forall n : nat, 2 <= n -> beta n = c * ln n + e.

  Lemma mean_square_limit : is_lim_seq (fun n : nat => mean_square (simplex_row (beta n) rho n) rho f n (beta n)) (s ^ 2).
  Proof.
    pose proof (own_limit beta rho s Hs) as A. pose proof (others_limit beta rho s Hs) as A'.
    pose proof (other_limit beta rho) as B. pose proof (gap_limit beta rho s Hs) as G.
    pose proof inverse_vanishes as I. pose proof square_log_over_n as Q.
    assert (L : is_lim_seq (fun n : nat => ln n * / n) 0) by exact log_over_n_vanishes.
    assert (B1 : is_lim_seq (fun n : nat => beta n * / n) 0).
    { apply (limit_ext (fun n : nat => c * (ln n * / n) + e * / n)); [intros; rewrite Hbeta by trivial; ring|].
      apply (limit_is _ (c * 0 + e * 0)); [ring|]. apply limit_plus; apply limit_times; trivial; apply is_lim_seq_const. }
    assert (B2 : is_lim_seq (fun n : nat => beta n * beta n * / n) 0).
    { apply (limit_ext (fun n : nat => c * c * (ln n * ln n * / n) + 2 * c * e * (ln n * / n) + e * e * / n));
        [intros; rewrite Hbeta by trivial; ring|].
      apply (limit_is _ (c * c * 0 + 2 * c * e * 0 + e * e * 0)); [ring|].
      repeat apply limit_plus; apply limit_times; trivial; apply is_lim_seq_const. }
    cbv beta zeta in A, A', B, G.
    set (a := fun n : nat => self_weight (simplex_row (beta n) rho n)).
    set (a' := fun n : nat => self_weight_complement (simplex_row (beta n) rho n)).
    set (b := fun n : nat => other_weight (simplex_row (beta n) rho n)).
    set (g := fun n : nat => weight_gap (simplex_row (beta n) rho n)).
    change (is_lim_seq a s) in A. change (is_lim_seq a' (1 - s)) in A'. change (is_lim_seq b 0) in B.
    change (is_lim_seq g s) in G.
    apply (limit_ext (fun n : nat => (a n * a n + a' n * b n) * (1 - f * / n)
      + 2 * ((1 - rho) * f) * (beta n * / n) * (a' n * ((1 - 2 * b n) * ((1 - rho) * b n + g n) + rho * g n * (a n + b n)))
      + (1 - rho) * (1 - rho) * f * (beta n * beta n * / n)
        * (a' n * ((a n * a n + a' n * b n) * ((2 + rho) * b n + rho * a' n) + 2 * b n * (1 - 2 * b n + rho * g n))))).
    - intros n Hn. unfold mean_square; cbv zeta; fold (a n) (a' n) (b n) (g n). unfold Rdiv. ring.
    - eapply limit_is; [|parts]. ring.
  Qed.
End Limit.

(* claim: B4.jacobian.subcritical *)
Theorem mean_square_subcritical rho f delta : rho < 1 -> 0 < delta -> is_lim_seq (fun n : nat =>
  mean_square (simplex_row ((1 - delta) / (1 - rho) * ln n) rho n) rho f n ((1 - delta) / (1 - rho) * ln n)) 0.
Proof.
  intros. apply (limit_is _ (0 ^ 2)); [ring|].
  apply (mean_square_limit (fun n : nat => (1 - delta) / (1 - rho) * ln n) rho f 0 ((1 - delta) / (1 - rho)) 0).
  - now apply subcritical_row.
  - intros; ring.
Qed.

Lemma filling_limit f : is_lim_seq (fun n : nat => 1 - f * (1 / n)) 1.
Proof.
  pose proof inverse_vanishes. apply (limit_ext (fun n : nat => 1 - f * / n)); [intros; unfold Rdiv; ring|].
  apply (limit_is _ (1 - f * 0)); [ring|limit_rules].
Qed.

(* claim: B4.jacobian.critical *)
Theorem mean_square_critical rho f : rho < 1 -> is_lim_seq (fun n : nat =>
  mean_square (simplex_row (1 / (1 - rho) * ln n) rho n) rho f n (1 / (1 - rho) * ln n) - (1 - f * (1 / n)) / 4) 0.
Proof.
  intros. apply (limit_is _ ((1 / 2) ^ 2 - 1 / 4)); [field|]. apply limit_minus.
  - apply (mean_square_limit (fun n : nat => 1 / (1 - rho) * ln n) rho f (1 / 2) (1 / (1 - rho)) 0);
      [now apply critical_row|intros; ring].
  - apply limit_over; [lra|apply filling_limit|apply is_lim_seq_const].
Qed.

(* claim: B4.jacobian.supercritical *)
Theorem mean_square_supercritical rho f delta : rho < 1 -> 0 < delta -> is_lim_seq (fun n : nat =>
  mean_square (simplex_row ((1 + delta) / (1 - rho) * ln n) rho n) rho f n ((1 + delta) / (1 - rho) * ln n)
  - (1 - f * (1 / n))) 0.
Proof.
  intros. apply (limit_is _ (1 ^ 2 - 1)); [ring|]. apply limit_minus; [|apply filling_limit].
  apply (mean_square_limit (fun n : nat => (1 + delta) / (1 - rho) * ln n) rho f 1 ((1 + delta) / (1 - rho)) 0);
    [now apply supercritical_row|intros; ring].
Qed.
