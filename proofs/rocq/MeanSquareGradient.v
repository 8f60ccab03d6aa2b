(** eta = |grad_X X'|_F^2 / (n d) without residual: on simplex tokens, the closed form of [SimplexGradient] (B3). *)
From Coq Require Import Reals Lra Lia.
From critscale Require Import Sums Definitions Identities Layer SimplexLayer.
From critscale Require Import Jacobian JacobianEntry Frobenius SimplexGradient.
Open Scope R_scope.

(** The mean of the squared singular values of the Jacobian, from its partial derivatives. *)
Definition mean_square_jacobian (d n : nat) (beta : R) (x : nat -> nat -> R) : R :=
  sum n (fun i => sum n (fun k => sum d (fun s => sum d (fun t => jacobian d n beta x i s k t ^ 2)))) / (n * d).

(** q d eta, for a row of weights a, b. *)
Definition gradient_row (d n : nat) (beta rho a b : R) : R :=
  gradient_self d n beta rho a b + (n - 1) * gradient_other d n beta rho a b.

Section Simplex.
  Variables (d n : nat) (beta q rho : R) (x : nat -> nat -> R).
  Hypothesis Hn : (2 <= n)%nat.
  Hypothesis Hq : 0 < q.
  Hypothesis Hrho : 0 <= rho < 1.
  Hypothesis Hx : simplex d n q rho x.
  Let w := simplex_row beta rho n.
  Let a := self_weight w.
  Let b := other_weight w.
  Let y := unit_token d x.

  Lemma token_norm j : (j < n)%nat -> norm d (x j) = sqrt q.
  Proof. intros Hj; unfold norm; destruct Hx as [H _]; now rewrite H. Qed.

  Lemma token_norm_positive j : (j < n)%nat -> 0 < norm d (x j).
  Proof. intros Hj; rewrite token_norm by trivial; now apply sqrt_lt_R0. Qed.

  Lemma equiangular_tokens : equiangular d n rho y.
  Proof. now apply (simplex_equiangular d n q). Qed.

  Lemma weight_row i j : (i < n)%nat -> (j < n)%nat -> weight d n beta x i j = b + (a - b) * delta i j.
  Proof.
    intros Hi Hj. rewrite (simplex_weights d n beta q rho x) by trivial. unfold a, b, w, delta.
    destruct (Nat.eqb i j); ring.
  Qed.

  Lemma weight_total i : (i < n)%nat -> sum n (weight d n beta x i) = 1.
  Proof.
    intros Hi. pose proof (partition_positive d n beta (fun _ => x) i Hi) as P.
    unfold weight. rewrite (sum_ext n _ (fun k => / sum n (mass d beta x i) * mass d beta x i k))
      by (intros; unfold Rdiv; ring).
    rewrite sum_scale. apply Rinv_l; lra.
  Qed.

  Lemma block_norm i k : (i < n)%nat -> (k < n)%nat ->
    sum d (fun s => sum d (fun t => jacobian d n beta x i s k t ^ 2))
    = / q * (if Nat.eqb k i then gradient_self d n beta rho a b else gradient_other d n beta rho a b).
  Proof.
    intros Hi Hk. set (A := weight d n beta x i).
    set (u := fun j s => y j s - combination n A y s).
    set (v := fun j t => delta k i * projection d (y k) (y j) t + delta k j * projection d (y k) (y i) t).
    assert (Y : forall j, (j < n)%nat -> inner d (y j) (y j) = 1).
    { intros j Hj; rewrite equiangular_tokens, delta_same by trivial; ring. }
    transitivity (/ q * block_square d n (A k) (fun j => beta * A j) u v).
    - rewrite <- (block_frobenius d n (A k) (y k) (fun j => beta * A j) u v).
      + rewrite <- sum_scale. apply sum_ext; intros s Hs. rewrite <- sum_scale. apply sum_ext; intros t Ht.
        rewrite jacobian_entry, token_norm by first [assumption | exact token_norm_positive].
        pose proof (sqrt_lt_R0 q Hq). rewrite <- (sqrt_sqrt q) at 2 by lra.
        unfold u, v, A, y, attention. field; lra.
      + now apply Y.
      + intros j Hj. unfold v. transitivity (delta k i * inner d (y k) (projection d (y k) (y j))
                                             + delta k j * inner d (y k) (projection d (y k) (y i))).
        * unfold inner. rewrite <- !sum_scale, <- sum_plus. apply sum_ext; intros; ring.
        * rewrite !projection_orthogonal by now apply Y. ring.
    - f_equal. destruct (Nat.eqb k i) eqn:E.
      + apply Nat.eqb_eq in E; subst k.
        rewrite (block_square_ext d n _ _ u v (fun j => projection d (y i) (y j))).
        * apply (block_self d n beta rho a b y A i equiangular_tokens Hi
            (fun j => weight_row i j Hi) (weight_total i Hi)); auto.
        * intros j t Hj. unfold v. rewrite delta_same. unfold projection at 2. rewrite Y by trivial. ring.
      + apply Nat.eqb_neq in E.
        rewrite (block_square_ext d n _ _ u v (fun j t => delta k j * projection d (y k) (y i) t)).
        * apply (block_other d n beta rho a b y A i equiangular_tokens Hi
            (fun j => weight_row i j Hi) (weight_total i Hi)); auto.
        * intros j t Hj. unfold v. rewrite (delta_other k i) by trivial. ring.
  Qed.

  (* formal: B3.mean-square-jacobian.exact *)
  Theorem simplex_mean_square_gradient : (0 < d)%nat ->
    mean_square_jacobian d n beta x = gradient_row d n beta rho a b / (q * d).
  Proof.
    intros Hd. apply lt_0_INR in Hd. assert (0 < n) by (apply lt_0_INR; lia).
    unfold mean_square_jacobian, gradient_row.
    rewrite (sum_ext n _ (fun _ => / q * (gradient_self d n beta rho a b + (n - 1) * gradient_other d n beta rho a b))).
    - rewrite sum_constant. field; lra.
    - intros i Hi. rewrite (sum_split n i), block_norm, Nat.eqb_refl by trivial.
      rewrite (sum_others_ext n i _ (fun _ => / q * gradient_other d n beta rho a b)).
      + rewrite sum_others_constant by trivial; ring.
      + intros k Hk E. rewrite block_norm by trivial. now rewrite (proj2 (Nat.eqb_neq k i) E).
  Qed.
End Simplex.
