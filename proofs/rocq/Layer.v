(** The attention layer itself, for any tokens x_0 ... x_(n-1) of R^d, and the simplex layer as its special case (A2).

    y_i = x_i / |x_i|;  A_ij = exp (beta <y_i, y_j>) / sum_k exp (beta <y_i, y_k>);  m_i = sum_j A_ij y_j;
    x'_i = m_i + alpha x_i. *)
From Coq Require Import Reals Lra Lia.
From critscale Require Import Sums Definitions Identities.
Open Scope R_scope.

(** A vector of R^d: its coordinates 0 ... d-1. *)
Definition inner (d : nat) (u v : nat -> R) : R := sum d (fun t => u t * v t).

Definition norm (d : nat) (u : nat -> R) : R := sqrt (inner d u u).

Definition cosine (d : nat) (u v : nat -> R) : R := inner d u v / (norm d u * norm d v).

Definition combination (n : nat) (c : nat -> R) (v : nat -> nat -> R) : nat -> R :=
  fun t => sum n (fun k => c k * v k t).

Section Layer.
  Variables (d n : nat) (beta alpha : R) (x : nat -> nat -> R).
  Definition unit_token (i t : nat) : R := x i t / norm d (x i).
  Definition token_cosine (i j : nat) : R := inner d (unit_token i) (unit_token j).
  Definition mass (i j : nat) : R := exp (beta * token_cosine i j).
  Definition weight (i j : nat) : R := mass i j / sum n (mass i).
  Definition attention (i : nat) : nat -> R := combination n (weight i) unit_token.
  Definition output (i t : nat) : R := attention i t + alpha * x i t.
End Layer.

(** Assumption 1: equal norms and a common inner product. *)
Definition simplex (d n : nat) (q rho : R) (x : nat -> nat -> R) : Prop :=
  (forall i, (i < n)%nat -> inner d (x i) (x i) = q) /\
  (forall i j, (i < n)%nat -> (j < n)%nat -> i <> j -> inner d (x i) (x j) = q * rho).

Lemma inner_sym d u v : inner d u v = inner d v u.
Proof. apply sum_ext; intros; ring. Qed.

Lemma inner_scale d a b u v : inner d (fun t => a * u t) (fun t => b * v t) = a * b * inner d u v.
Proof. unfold inner; rewrite <- sum_scale; apply sum_ext; intros; ring. Qed.

Lemma inner_ext d u u' v v' : (forall t, u t = u' t) -> (forall t, v t = v' t) -> inner d u v = inner d u' v'.
Proof. intros Hu Hv; apply sum_ext; intros t _; now rewrite Hu, Hv. Qed.

Lemma inner_combination_l d n c v u : inner d (combination n c v) u = sum n (fun k => c k * inner d (v k) u).
Proof.
  unfold inner, combination. rewrite (sum_ext d _ (fun t => sum n (fun k => c k * (v k t * u t)))).
  - rewrite sum_swap. apply sum_ext; intros. now rewrite <- sum_scale.
  - intros t _. rewrite Rmult_comm, <- sum_scale. apply sum_ext; intros; ring.
Qed.

Lemma inner_combination_r d n u c v : inner d u (combination n c v) = sum n (fun k => c k * inner d u (v k)).
Proof. rewrite inner_sym, inner_combination_l; apply sum_ext; intros; now rewrite inner_sym. Qed.

(** Unit tokens of common inner product rho. *)
Definition equiangular (d n : nat) (rho : R) (y : nat -> nat -> R) : Prop :=
  forall i j, (i < n)%nat -> (j < n)%nat -> inner d (y i) (y j) = rho + (1 - rho) * delta i j.

(** <sum_k u_k y_k, sum_l w_l y_l> = rho (sum u)(sum w) + (1 - rho) sum u w: all Gram sums in one line. *)
Lemma mixed_inner_product d n rho y u w : equiangular d n rho y ->
  inner d (combination n u y) (combination n w y)
  = rho * (sum n u * sum n w) + (1 - rho) * sum n (fun k => u k * w k).
Proof.
  intros Hy. rewrite inner_combination_l.
  rewrite (sum_ext n _ (fun k => rho * (sum n w * u k) + (1 - rho) * (u k * w k))).
  - rewrite sum_plus, !sum_scale; ring.
  - intros k Hk. rewrite inner_combination_r.
    rewrite (sum_ext n _ (fun l => rho * w l + (1 - rho) * (delta k l * w l))).
    + rewrite sum_plus, !sum_scale, sum_delta by trivial; ring.
    + intros l Hl; rewrite Hy by trivial; ring.
Qed.

(* formal: A11.overlap.identity *)
Theorem universal_overlap d n rho y (A : nat -> nat -> R) i j : equiangular d n rho y ->
  sum n (A i) = 1 -> sum n (A j) = 1 ->
  inner d (combination n (A i) y) (combination n (A j) y) = rho + (1 - rho) * sum n (fun k => A i k * A j k).
Proof. intros Hy Hi Hj; rewrite (mixed_inner_product d n rho), Hi, Hj by trivial; ring. Qed.

Lemma unit_token_inner d x i j q : 0 < q -> inner d (x i) (x i) = q -> inner d (x j) (x j) = q ->
  token_cosine d x i j = inner d (x i) (x j) / q.
Proof.
  intros Hq Hi Hj. unfold token_cosine, unit_token, norm; rewrite Hi, Hj.
  rewrite (inner_ext d _ (fun t => / sqrt q * x i t) _ (fun t => / sqrt q * x j t)), inner_scale
    by (intros; unfold Rdiv; ring).
  rewrite <- (sqrt_sqrt q) at 3 by lra. pose proof (sqrt_lt_R0 q Hq); field; lra.
Qed.

Lemma simplex_equiangular d n q rho x : 0 < q -> simplex d n q rho x -> equiangular d n rho (unit_token d x).
Proof.
  intros Hq [Hn Hc] i j Hi Hj. fold (token_cosine d x i j). rewrite (unit_token_inner d x i j q) by auto.
  destruct (Nat.eq_dec i j) as [->|E].
  - rewrite Hn, delta_same by trivial; field; lra.
  - rewrite Hc, delta_other by trivial; field; lra.
Qed.

(** Assumption 1 can be met: sqrt q (sqrt (1 - rho) e_j + sqrt rho e_n) in R^(n+1). *)
Lemma simplex_tokens n q rho : 0 <= q -> 0 <= rho <= 1 -> simplex (S n) n q rho
  (fun j t => sqrt q * (sqrt (1 - rho) * delta j t + sqrt rho * delta n t)).
Proof.
  intros Hq Hrho.
  assert (G : forall i j, (i < n)%nat -> (j < n)%nat ->
    inner (S n) (fun t => sqrt q * (sqrt (1 - rho) * delta i t + sqrt rho * delta n t))
                (fun t => sqrt q * (sqrt (1 - rho) * delta j t + sqrt rho * delta n t))
    = q * (rho + (1 - rho) * delta j i)).
  { intros i j Hi Hj. rewrite inner_scale, sqrt_sqrt by lra. f_equal. unfold inner; simpl.
    pose proof (sqrt_sqrt (1 - rho) ltac:(lra)) as P. pose proof (sqrt_sqrt rho ltac:(lra)) as Q.
    revert P Q; generalize (sqrt (1 - rho)) (sqrt rho); intros p s P Q. rewrite <- P, <- Q.
    rewrite (sum_ext n _ (fun t => p * p * (delta i t * delta j t))).
    - rewrite sum_scale, sum_delta, delta_same, (delta_other i n), (delta_other j n) by first [assumption | lia]. ring.
    - intros t Ht; rewrite (delta_other n t) by lia; ring. }
  split; [intros i Hi|intros i j Hi Hj E]; rewrite G by trivial.
  - rewrite delta_same; ring.
  - rewrite delta_other by auto; ring.
Qed.

(* formal: A1.assumption.satisfiable *)
Theorem simplex_exists n q rho : 0 < q -> 0 < rho < 1 -> exists d x, (n <= d)%nat /\ simplex d n q rho x.
Proof. intros Hq Hrho. eexists (S n), _. split; [lia|apply simplex_tokens; lra]. Qed.
