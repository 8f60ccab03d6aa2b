(** The phases of the mean square gradient (B4): 0, 1/(4q), 1/q, each also with the paper's factor 1 - 1/d. *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From critscale Require Import Sums Definitions Limits Weights Window Layer MeanSquareGradient Gradient.
Open Scope R_scope.

Section Phase.
  Variables (rho q : R) (d : nat -> nat) (x : nat -> nat -> nat -> R).
  Hypothesis Hrho : 0 <= rho < 1.
  Hypothesis Hq : 0 < q.
  (** For every n: n tokens of R^(d n), of squared norm q and common cosine rho, with d n >= n. *)
  Hypothesis Hx : forall n, (2 <= n)%nat -> (n <= d n)%nat /\ simplex (d n) n q rho (x n).
  Let eta (beta : nat -> R) (n : nat) := mean_square_jacobian (d n) n (beta n) (x n).

  Lemma scaled_beta gamma (n : nat) : 2 <= n -> Rabs (gamma * ln n) <= Rabs gamma * ln n.
  Proof. intros Hn. pose proof (ln_positive n Hn). rewrite Rabs_mult, (Rabs_pos_eq (ln n)); lra. Qed.

  (* formal: B4.mean-square-jacobian.subcritical *)
  Theorem gradient_subcritical gamma : gamma < 1 / (1 - rho) ->
    is_lim_seq (fun n : nat => mean_square_jacobian (d n) n (gamma * ln n) (x n)) 0.
  Proof.
    intros Hg. apply (limit_is _ (0 ^ 2 / q)); [field; lra|].
    apply (gradient_limit rho q (Rabs gamma) (fun n => gamma * ln n) d x);
      [trivial|trivial|exact (scaled_beta _)|trivial|].
    exact (self_weight_subcritical gamma rho ltac:(lra) Hg).
  Qed.

  (* formal: B4.mean-square-jacobian.critical *)
  Theorem gradient_critical :
    is_lim_seq (fun n : nat => mean_square_jacobian (d n) n (1 / (1 - rho) * ln n) (x n) - 1 / (4 * q) * (1 - / d n)) 0.
  Proof.
    apply (is_lim_seq_ext (fun n => eta (fun n => 1 / (1 - rho) * ln n) n - (1 / 2) ^ 2 / q * (1 - / d n))).
    - intros n; unfold eta; do 2 f_equal; field; lra.
    - apply (gradient_factor rho q (Rabs (1 / (1 - rho))) (fun n => 1 / (1 - rho) * ln n) d x);
      [trivial|trivial|exact (scaled_beta _)|trivial|].
      exact (self_weight_critical rho ltac:(lra)).
  Qed.

  (* formal: B4.mean-square-jacobian.supercritical *)
  Theorem gradient_supercritical gamma : 1 / (1 - rho) < gamma ->
    is_lim_seq (fun n : nat => mean_square_jacobian (d n) n (gamma * ln n) (x n) - 1 / q * (1 - / d n)) 0.
  Proof.
    intros Hg. apply (is_lim_seq_ext (fun n => eta (fun n => gamma * ln n) n - 1 ^ 2 / q * (1 - / d n))).
    - intros n; unfold eta; do 2 f_equal; field; lra.
    - apply (gradient_factor rho q (Rabs gamma) (fun n => gamma * ln n) d x);
      [trivial|trivial|exact (scaled_beta _)|trivial|].
      exact (self_weight_supercritical gamma rho ltac:(lra) Hg).
  Qed.

  (* formal: B4.mean-square-jacobian.critical.limit *)
  Theorem gradient_critical_limit :
    is_lim_seq (fun n : nat => mean_square_jacobian (d n) n (1 / (1 - rho) * ln n) (x n)) (1 / (4 * q)).
  Proof.
    apply (limit_is _ ((1 / 2) ^ 2 / q)); [field; lra|].
    apply (gradient_limit rho q (Rabs (1 / (1 - rho))) (fun n => 1 / (1 - rho) * ln n) d x);
      [trivial|trivial|exact (scaled_beta _)|trivial|].
    exact (self_weight_critical rho ltac:(lra)).
  Qed.

  (* formal: B4.mean-square-jacobian.supercritical.limit *)
  Theorem gradient_supercritical_limit gamma : 1 / (1 - rho) < gamma ->
    is_lim_seq (fun n : nat => mean_square_jacobian (d n) n (gamma * ln n) (x n)) (1 / q).
  Proof.
    intros Hg. apply (limit_is _ (1 ^ 2 / q)); [field; lra|].
    apply (gradient_limit rho q (Rabs gamma) (fun n => gamma * ln n) d x);
      [trivial|trivial|exact (scaled_beta _)|trivial|].
    exact (self_weight_supercritical gamma rho ltac:(lra) Hg).
  Qed.

  (* formal: B5.mean-square-jacobian.profile *)
  Theorem gradient_window c :
    is_lim_seq (fun n : nat => mean_square_jacobian (d n) n (window_gamma c rho n * ln n) (x n))
      (window_weight c rho ^ 2 / q).
  Proof.
    apply (gradient_limit rho q (1 / (1 - rho) + Rabs c / ln 2) (fun n => window_gamma c rho n * ln n) d x); trivial.
    - intros n Hn. pose proof (ln_positive n Hn). pose proof (ln_positive 2 ltac:(lra)). unfold window_gamma.
      assert (ln 2 <= ln n) by (apply ln_le; lra). assert (0 < 1 / (1 - rho)) by (apply Rdiv_lt_0_compat; lra).
      replace ((1 / (1 - rho) + c / ln n) * ln n) with (1 / (1 - rho) * ln n + c) by (field; lra).
      eapply Rle_trans; [apply Rabs_triang|]. rewrite (Rabs_pos_eq (_ * _)) by (apply Rmult_le_pos; lra).
      rewrite Rmult_plus_distr_r. apply Rplus_le_compat_l. pose proof (Rabs_pos c).
      replace (Rabs c) with (Rabs c / ln 2 * ln 2) at 1 by (field; lra).
      apply Rmult_le_compat_l; [apply Rdiv_le_0_compat|]; lra.
    - exact (self_weight_window c rho ltac:(lra)).
  Qed.
End Phase.
