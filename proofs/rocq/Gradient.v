(** Theorem 2.4 of arXiv 2510.05554 (B4): the mean square gradient of attention on simplex tokens, without residual. *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From critscale Require Import Sums Definitions Identities Limits Weights Phase Window Layer.
From critscale Require Import MeanSquareGradient GradientRemainder.
Open Scope R_scope.

(** ln n <= 4 n^(1/4). *)
Lemma ln_below_power n : 2 <= n -> ln n <= 4 * Rpower n (1 / 4).
Proof.
  intros Hn. pose proof (exp_ineq1_le (1 / 4 * ln n)). unfold Rpower. lra.
Qed.

Lemma square_of_quarter n : 2 <= n -> Rpower n (1 / 4) * Rpower n (1 / 4) = n * Rpower n (- (1 / 2)).
Proof.
  intros Hn. rewrite <- (Rpower_1 n) at 3 by lra. rewrite <- !power_split. f_equal; lra.
Qed.

Section Gradient.
  Variables (rho q C : R) (beta : nat -> R) (d : nat -> nat) (x : nat -> nat -> nat -> R).
  Hypothesis Hrho : 0 <= rho < 1.
  Hypothesis Hq : 0 < q.
  Hypothesis Hbeta : forall n : nat, 2 <= n -> Rabs (beta n) <= C * ln n.
  Hypothesis Hx : forall n, (2 <= n)%nat -> (n <= d n)%nat /\ simplex (d n) n q rho (x n).
  Let a (n : nat) := self_weight (simplex_row (beta n) rho n).
  Let eta (n : nat) := mean_square_jacobian (d n) n (beta n) (x n).

  Lemma dimension_vanishes : is_lim_seq (fun n : nat => / d n) 0.
  Proof.
    apply (limit_squeeze (fun _ => 0) _ (fun n : nat => / n)); [|apply is_lim_seq_const|exact inverse_vanishes].
    intros n Hn. pose proof (INR_le 2 n Hn) as H. destruct (Hx n H) as [Hd _]. apply le_INR in Hd.
    split; [apply Rlt_le, Rinv_0_lt_compat|apply Rinv_le_contravar]; lra.
  Qed.

  Lemma beta_square_bound n : 2 <= n -> forall B, 0 <= B <= C * ln n ->
    (12 * B + 12 * B ^ 2) / n <= 12 * (C + C ^ 2) * 16 * Rpower n (- (1 / 2)).
  Proof.
    intros Hn B HB. pose proof (ln_below_power n Hn) as L. pose proof (square_of_quarter n Hn) as S.
    pose proof (ln_positive n Hn). assert (HC : 0 <= C) by (apply (Rmult_le_reg_r (ln n)); lra).
    assert (P1 : 1 <= Rpower n (1 / 4)) 
      by (apply Rle_trans with (Rpower n 0); [rewrite Rpower_O; lra|apply Rle_Rpower; lra]).
    apply Rle_div_l; [lra|]. revert L S P1; generalize (Rpower n (1 / 4)) (Rpower n (- (1 / 2))); intros p h L S P1.
    replace (12 * (C + C ^ 2) * 16 * h * n) with (12 * (C * (16 * (p * p)) + C * C * (16 * (p * p))))
      by (rewrite S; ring).
    assert (B <= C * (4 * p)) by (apply Rle_trans with (C * ln n); [lra|]; apply Rmult_le_compat_l; lra).
    assert (C * (4 * p) <= C * (16 * (p * p))) by (apply Rmult_le_compat_l; nra).
    assert (B * B <= C * (4 * p) * (C * (4 * p))) by (apply Rmult_le_compat; lra). nra.
  Qed.

  (* formal: B4.mean-square-jacobian.remainder *)
  Theorem gradient_remainder : is_lim_seq (fun n : nat => q * eta n - a n ^ 2 * (1 - / d n)) 0.
  Proof.
    pose proof (power_vanishes (1 / 2) ltac:(lra)) as P. pose proof (other_weight_vanishes beta rho) as Hb.
    set (bound := fun n : nat => other_weight (simplex_row (beta n) rho n)
                                 + 12 * (C + C ^ 2) * 16 * Rpower n (- (1 / 2))).
    assert (B : is_lim_seq bound 0)
      by (apply (limit_is _ (0 + 12 * (C + C ^ 2) * 16 * 0)); [ring|unfold bound; limit_rules]).
    apply (limit_squeeze (fun n => 0 - bound n) _ bound); [|apply (limit_is _ (0 - 0)); [ring|limit_rules]|exact B].
    intros n Hn. pose proof (INR_le 2 n Hn) as H. destruct (Hx n H) as [Hd Hs].
    pose proof (mean_square_gradient_bound (d n) n (beta n) q rho (x n) H Hd Hq Hrho Hs) as M.
    pose proof (beta_square_bound n Hn (Rabs (beta n)) (conj (Rabs_pos _) (Hbeta n Hn))) as N.
    rewrite pow2_abs in N. apply Rabs_le_between in M. destruct M as [M1 M2].
    unfold bound, eta, a; split; lra.
  Qed.

  Variable s : R.
  Hypothesis Hs : is_lim_seq a s.

  Lemma gradient_factor : is_lim_seq (fun n : nat => eta n - s ^ 2 / q * (1 - / d n)) 0.
  Proof.
    pose proof gradient_remainder as R. pose proof dimension_vanishes as D.
    apply (limit_ext (fun n => / q * (q * eta n - a n ^ 2 * (1 - / d n)) + / q * ((a n * a n - s * s) * (1 - / d n)))).
    - intros n _; generalize (/ d n); intros; field; lra.
    - apply (limit_is _ (/ q * 0 + / q * ((s * s - s * s) * (1 - 0)))); [ring|limit_rules].
  Qed.

  Lemma gradient_limit : is_lim_seq eta (s ^ 2 / q).
  Proof.
    pose proof gradient_factor as R. pose proof dimension_vanishes as D.
    apply (limit_ext (fun n => (eta n - s ^ 2 / q * (1 - / d n)) + s ^ 2 / q * (1 - / d n))); [intros; ring|].
    apply (limit_is _ (0 + s ^ 2 / q * (1 - 0))); [ring|limit_rules].
  Qed.
End Gradient.
