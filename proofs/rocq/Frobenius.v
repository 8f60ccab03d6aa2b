(** The squared Frobenius norm of p (I - y y^T) + sum_j c_j u_j v_j^T when every v_j is orthogonal to the unit y. *)
From Coq Require Import Reals Lra Lia.
From critscale Require Import Sums Definitions Layer.
Open Scope R_scope.

Definition block_square (d n : nat) (p : R) (c : nat -> R) (u v : nat -> nat -> R) : R :=
  p ^ 2 * (d - 1) + 2 * p * sum n (fun j => c j * inner d (u j) (v j))
  + sum n (fun j => sum n (fun l => c j * c l * inner d (v j) (v l) * inner d (u j) (u l))).

Lemma block_square_ext d n p c u v v' : (forall j t, (j < n)%nat -> v j t = v' j t) ->
  block_square d n p c u v = block_square d n p c u v'.
Proof.
  intros H. unfold block_square. f_equal; [do 2 f_equal|].
  - apply sum_ext; intros j Hj. now rewrite (inner_ext d _ (u j) _ (v' j)) by auto.
  - apply sum_ext; intros j Hj; apply sum_ext; intros l Hl. now rewrite (inner_ext d _ (v' j) _ (v' l)) by auto.
Qed.

Section Block.
  Variables (d n : nat) (p : R) (y : nat -> R) (c : nat -> R) (u v : nat -> nat -> R).
  Hypothesis Hy : inner d y y = 1.
  Hypothesis Hv : forall j, (j < n)%nat -> inner d y (v j) = 0.
  Let T (s : nat) : nat -> R := combination n (fun j => c j * u j s) v.

  Lemma row_of_projection s : (s < d)%nat ->
    sum d (fun t => (delta s t - y s * y t) * (delta s t - y s * y t)) = 1 - y s * y s.
  Proof.
    intros Hs. rewrite (sum_ext d _ (fun t => delta s t * (delta s t - 2 * y s * y t) + y s * y s * (y t * y t)))
      by (intros; ring).
    rewrite sum_plus, sum_scale. fold (inner d y y). rewrite Hy.
    rewrite (sum_delta d s (fun t => delta s t - 2 * y s * y t)), delta_same by trivial; ring.
  Qed.

  Lemma row_of_cross s : (s < d)%nat -> sum d (fun t => (delta s t - y s * y t) * T s t) = T s s.
  Proof.
    intros Hs. rewrite (sum_ext d _ (fun t => delta s t * T s t + - y s * (y t * T s t))) by (intros; ring).
    rewrite sum_plus, sum_scale, sum_delta by trivial. fold (inner d y (T s)).
    unfold T at 2; rewrite inner_combination_r.
    rewrite (sum_ext n _ (fun _ => 0)), sum_constant by (intros; rewrite Hv by trivial; ring). ring.
  Qed.

  Lemma row_of_square s : sum d (fun t => T s t * T s t)
    = sum n (fun j => sum n (fun l => c j * c l * inner d (v j) (v l) * (u j s * u l s))).
  Proof.
    fold (inner d (T s) (T s)). unfold T at 1; rewrite inner_combination_l. apply sum_ext; intros j _.
    unfold T; rewrite inner_combination_r, <- sum_scale. apply sum_ext; intros; ring.
  Qed.

  Theorem block_frobenius :
    sum d (fun s => sum d (fun t => (p * (delta s t - y s * y t) + sum n (fun j => c j * u j s * v j t)) ^ 2))
    = block_square d n p c u v.
  Proof.
    unfold block_square.
    rewrite (sum_ext d _ (fun s => p ^ 2 * (1 - y s * y s) + 2 * p * T s s
      + sum n (fun j => sum n (fun l => c j * c l * inner d (v j) (v l) * (u j s * u l s))))).
    - rewrite !sum_plus, !sum_scale. f_equal; [f_equal; [f_equal|f_equal]|].
      + rewrite (sum_ext d _ (fun s => 1 + -1 * (y s * y s))), sum_plus, sum_scale, sum_constant by (intros; ring).
        fold (inner d y y); rewrite Hy; ring.
      + unfold T, combination. rewrite sum_swap. apply sum_ext; intros j _.
        unfold inner; rewrite <- sum_scale. apply sum_ext; intros; ring.
      + rewrite sum_swap. apply sum_ext; intros j _. rewrite sum_swap. apply sum_ext; intros l _. apply sum_scale.
    - intros s Hs. rewrite <- row_of_projection, <- (row_of_cross s Hs), <- row_of_square, <- !sum_scale, <- !sum_plus
        by trivial. apply sum_ext; intros t _. unfold T, combination; ring.
  Qed.
End Block.
