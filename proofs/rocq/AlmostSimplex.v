(** Almost simplex tokens (Assumption 2): any tokens whose cosines lie in [rho1, rho2] (C1, C2). *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From critscale Require Import Sums Definitions Limits Weights Layer.
Open Scope R_scope.

Definition almost_simplex (d n : nat) (rho1 rho2 : R) (x : nat -> nat -> R) : Prop :=
  (forall i, (i < n)%nat -> 0 < norm d (x i)) /\
  (forall i j, (i < n)%nat -> (j < n)%nat -> i <> j -> rho1 <= token_cosine d x i j <= rho2).

Lemma token_cosine_same d x i : 0 < norm d (x i) -> token_cosine d x i i = 1.
Proof.
  intros H. unfold token_cosine, unit_token.
  rewrite (inner_ext d _ (fun t => / norm d (x i) * x i t) _ (fun t => / norm d (x i) * x i t)), inner_scale
    by (intros; unfold Rdiv; ring).
  replace (inner d (x i) (x i)) with (norm d (x i) * norm d (x i)); [field; lra|].
  apply sqrt_sqrt, sum_nonneg; intros; apply Rle_0_sqr.
Qed.

Lemma inverse_antitone x y : 0 < x -> x <= y -> 1 / y <= 1 / x.
Proof. intros; apply Rmult_le_compat_l; [lra|]. now apply Rinv_le_contravar. Qed.

Section AlmostSimplex.
  Variables (d n : nat) (beta rho1 rho2 : R) (x : nat -> nat -> R) (i : nat).
  Hypothesis Hbeta : 0 <= beta.
  Hypothesis Hi : (i < n)%nat.
  Hypothesis Hx : almost_simplex d n rho1 rho2 x.
  Let A := weight d n beta x i.

  Lemma own_mass : mass d beta x i i = exp beta.
  Proof. unfold mass; rewrite token_cosine_same by now apply Hx. f_equal; ring. Qed.

  (** 1 / A_ii = 1 + sum over the others of exp (- beta (1 - <y_i, y_k>)). *)
  Lemma self_weight_sum :
    A i = 1 / (1 + sum_others n i (fun k => exp (- (beta * (1 - token_cosine d x i k))))).
  Proof.
    assert (M : sum_others n i (mass d beta x i)
                = exp beta * sum_others n i (fun k => exp (- (beta * (1 - token_cosine d x i k))))).
    { unfold sum_others; rewrite <- sum_scale; apply sum_ext; intros k _.
      unfold mass. replace (beta * token_cosine d x i k)
        with (beta + - (beta * (1 - token_cosine d x i k))) by ring. rewrite exp_plus; ring. }
    assert (P : 0 <= sum_others n i (fun k => exp (- (beta * (1 - token_cosine d x i k))))).
    { rewrite <- (Rmult_0_r (n - 1)), <- (sum_others_constant n i 0) by trivial.
      apply sum_others_le; intros; apply Rlt_le, exp_pos. }
    unfold A, weight. rewrite (sum_split n i) by trivial. rewrite M, own_mass.
    pose proof (exp_pos beta); field; split; nra.
  Qed.

  Lemma others_bounds :
    odds beta rho1 n <= sum_others n i (fun k => exp (- (beta * (1 - token_cosine d x i k)))) <= odds beta rho2 n.
  Proof.
    destruct Hx as [_ Hc]. unfold odds; rewrite <- !(sum_others_constant n i) by trivial.
    split; apply sum_others_le; intros k Hk E; apply exp_monotone;
      specialize (Hc i k Hi Hk (not_eq_sym E)); nra.
  Qed.

  Lemma odds_nonneg rho : 0 <= odds beta rho n.
  Proof.
    apply Rmult_le_pos; [|apply Rlt_le, exp_pos].
    assert (1 <= n) by (apply (le_INR 1); lia). lra.
  Qed.

  (* formal: C1.layer.self-weight.lower *)
  Theorem self_weight_lower : 1 / (1 + (n - 1) * exp (- (beta * (1 - rho2)))) <= A i.
  Proof.
    fold (odds beta rho2 n). rewrite self_weight_sum. pose proof others_bounds. pose proof (odds_nonneg rho1).
    apply inverse_antitone; lra.
  Qed.

  (* formal: C1.layer.self-weight.upper *)
  Theorem self_weight_upper : A i <= 1 / (1 + (n - 1) * exp (- (beta * (1 - rho1)))).
  Proof.
    fold (odds beta rho1 n). rewrite self_weight_sum. pose proof others_bounds. pose proof (odds_nonneg rho1).
    apply inverse_antitone; lra.
  Qed.

  Lemma self_weight_complement_upper : 1 - A i <= (n - 1) * exp (- (beta * (1 - rho2))).
  Proof.
    pose proof self_weight_lower as L. pose proof (odds_nonneg rho2) as P; unfold odds in P.
    revert L P; generalize ((n - 1) * exp (- (beta * (1 - rho2)))); intros e L P.
    assert (1 - e <= 1 / (1 + e)); [|lra]. apply Rle_div_r; nra.
  Qed.

  Lemma weights_sum : sum n A = 1.
  Proof.
    unfold A, weight. rewrite (sum_ext n _ (fun k => / sum n (mass d beta x i) * mass d beta x i k))
      by (intros; unfold Rdiv; ring).
    rewrite sum_scale. apply Rinv_l, Rgt_not_eq. rewrite (sum_split n i), own_mass by trivial.
    assert (0 <= sum_others n i (mass d beta x i)); [|pose proof (exp_pos beta); lra].
    rewrite <- (Rmult_0_r (n - 1)), <- (sum_others_constant n i 0) by trivial.
    apply sum_others_le; intros; apply Rlt_le, exp_pos.
  Qed.

  Lemma weight_nonneg k : 0 <= A k.
  Proof.
    unfold A, weight. apply Rdiv_le_0_compat; [apply Rlt_le, exp_pos|].
    rewrite (sum_split n i), own_mass by trivial.
    assert (0 <= sum_others n i (mass d beta x i)); [|pose proof (exp_pos beta); lra].
    rewrite <- (Rmult_0_r (n - 1)), <- (sum_others_constant n i 0) by trivial.
    apply sum_others_le; intros; apply Rlt_le, exp_pos.
  Qed.
End AlmostSimplex.

(* formal: C1.layer.self-weight.subcritical *)
Theorem almost_simplex_subcritical gamma rho1 rho2 (d i : nat -> nat) (x : nat -> nat -> nat -> R) :
  0 <= gamma < 1 / (1 - rho1) -> rho1 < 1 ->
  (forall n, (2 <= n)%nat -> (i n < n)%nat /\ almost_simplex (d n) n rho1 rho2 (x n)) ->
  is_lim_seq (fun n : nat => weight (d n) n (gamma * ln n) (x n) (i n) (i n)) 0.
Proof.
  intros Hg H1 Hx. apply (limit_squeeze (fun _ => 0) _ (fun n : nat => self_weight (scaled_row gamma rho1 n))).
  - intros n Hn. apply (INR_le 2) in Hn. destruct (Hx n Hn) as [Hi Ha].
    apply two_le in Hn. pose proof (ln_positive n Hn).
    assert (0 <= gamma * ln n) by (apply Rmult_le_pos; lra). split.
    + now apply (weight_nonneg (d n) n (gamma * ln n) rho1 rho2 (x n) (i n)).
    + unfold scaled_row; rewrite self_weight_exact by lra.
      now apply (self_weight_upper (d n) n (gamma * ln n) rho1 rho2 (x n) (i n)).
  - apply is_lim_seq_const.
  - apply self_weight_subcritical; lra.
Qed.

(* formal: C1.layer.self-weight.supercritical *)
Theorem almost_simplex_supercritical gamma rho1 rho2 (d i : nat -> nat) (x : nat -> nat -> nat -> R) :
  1 / (1 - rho2) < gamma -> rho2 < 1 ->
  (forall n, (2 <= n)%nat -> (i n < n)%nat /\ almost_simplex (d n) n rho1 rho2 (x n)) ->
  is_lim_seq (fun n : nat => weight (d n) n (gamma * ln n) (x n) (i n) (i n)) 1.
Proof.
  intros Hg H2 Hx. assert (0 < 1 / (1 - rho2)) by (apply Rdiv_lt_0_compat; lra).
  apply (limit_squeeze (fun n : nat => self_weight (scaled_row gamma rho2 n)) _ (fun _ => 1)).
  - intros n Hn. apply (INR_le 2) in Hn. destruct (Hx n Hn) as [Hi Ha].
    apply two_le in Hn. pose proof (ln_positive n Hn).
    assert (Hb : 0 <= gamma * ln n) by (apply Rmult_le_pos; lra). split.
    + unfold scaled_row; rewrite self_weight_exact by lra.
      now apply (self_weight_lower (d n) n (gamma * ln n) rho1 rho2 (x n) (i n)).
    + pose proof (weights_sum (d n) n (gamma * ln n) rho1 rho2 (x n) (i n) Hi Ha) as S.
      rewrite (sum_split n (i n)) in S by trivial.
      assert (0 <= sum_others n (i n) (weight (d n) n (gamma * ln n) (x n) (i n))); [|lra].
      rewrite <- (Rmult_0_r (n - 1)), <- (sum_others_constant n (i n) 0) by trivial.
      apply sum_others_le; intros; now apply (weight_nonneg (d n) n (gamma * ln n) rho1 rho2 (x n) (i n)).
  - apply self_weight_supercritical; lra.
  - apply is_lim_seq_const.
Qed.
