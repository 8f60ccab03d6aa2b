(** The mean square gradient of attention on simplex tokens, exactly, at any n, d and beta (B3, alpha = 0). *)
From Coq Require Import Reals Lra Lia.
From critscale Require Import Sums Definitions Layer Jacobian JacobianEntry Frobenius.
Open Scope R_scope.

Lemma inner_sub d u v z : inner d (fun t => u t - v t) z = inner d u z - inner d v z.
Proof.
  unfold inner. rewrite (sum_ext d _ (fun t => u t * z t + -1 * (v t * z t))) by (intros; ring).
  rewrite sum_plus, sum_scale; ring.
Qed.

Lemma inner_projection d y u v : inner d u (projection d y v) = inner d u v - inner d y v * inner d u y.
Proof.
  unfold projection. generalize (inner d y v); intros c. unfold inner.
  rewrite (sum_ext d _ (fun t => u t * v t + - c * (u t * y t))) by (intros; ring).
  rewrite sum_plus, sum_scale; ring.
Qed.

Lemma projection_orthogonal d y v : inner d y y = 1 -> inner d y (projection d y v) = 0.
Proof. intros H; rewrite inner_projection, H; ring. Qed.

(** The blocks of one row with weights A_j = b + (a - b) delta_ij, on equiangular tokens y. *)
Section Row.
  Variables (d n : nat) (beta rho a b : R) (y : nat -> nat -> R) (A : nat -> R) (i : nat).
  Hypothesis Hy : equiangular d n rho y.
  Hypothesis Hi : (i < n)%nat.
  Hypothesis HA : forall j, (j < n)%nat -> A j = b + (a - b) * delta i j.
  Hypothesis HS : sum n A = 1.
  Let m := combination n A y.
  Let u (j s : nat) := y j s - m s.
  Let Y := Naive.participation a b n.
  Let G (j l : nat) := rho + (1 - rho) * delta j l.

  Lemma mean_token l : (l < n)%nat -> inner d m (y l) = rho + (1 - rho) * A l.
  Proof.
    intros Hl. unfold m; rewrite inner_combination_l.
    rewrite (sum_ext n _ (fun k => rho * A k + (1 - rho) * (delta l k * A k))).
    - rewrite sum_plus, !sum_scale, HS, sum_delta by trivial; ring.
    - intros k Hk; rewrite Hy, (delta_sym k l) by trivial; ring.
  Qed.

  Lemma mean_mean : inner d m m = rho + (1 - rho) * Y.
  Proof.
    unfold m. rewrite (universal_overlap d n rho y (fun _ => A) i i Hy HS HS). do 2 f_equal.
    rewrite (sum_ext n _ (fun k => b * b * 1 + (a * a - b * b) * (delta i k * 1))).
    - rewrite sum_plus, !sum_scale, sum_constant, (sum_delta n i (fun _ => 1)) by trivial.
      unfold Y, Naive.participation; ring.
    - intros k Hk; rewrite HA by trivial. unfold delta; destruct (Nat.eqb i k); ring.
  Qed.

  Lemma centred_centred j l : (j < n)%nat -> (l < n)%nat ->
    inner d (u j) (u l) = (1 - rho) * (delta j l - A j - A l + Y).
  Proof.
    intros Hj Hl. unfold u. rewrite inner_sub, !(inner_sym d _ (fun s => y l s - m s)), !inner_sub.
    rewrite mean_mean, (inner_sym d (y l) m), !mean_token, Hy, (delta_sym l j) by trivial; ring.
  Qed.

  Lemma centred_projection j k l : (j < n)%nat -> (k < n)%nat -> (l < n)%nat ->
    inner d (u j) (projection d (y k) (y l)) = (1 - rho) * (delta j l - A l - G k l * (delta j k - A k)).
  Proof.
    intros Hj Hk Hl. rewrite inner_projection. unfold u; rewrite !inner_sub, !mean_token, !Hy by trivial.
    unfold G; ring.
  Qed.

  Lemma projection_projection k j l : (j < n)%nat -> (k < n)%nat -> (l < n)%nat ->
    inner d (projection d (y k) (y j)) (projection d (y k) (y l)) = G j l - G k j * G k l.
  Proof.
    intros Hj Hk Hl. rewrite inner_projection, !(inner_sym d (projection d (y k) (y j))), !inner_projection.
    rewrite !Hy, delta_same, (delta_sym l j), (delta_sym l k) by trivial. unfold G; rewrite (delta_sym k l); ring.
  Qed.

  Definition gradient_other : R :=
    b ^ 2 * (d - 1) - 2 * beta * b ^ 2 * (1 - rho) * (a + rho - rho * b)
    + beta ^ 2 * b ^ 2 * (1 - rho) * (1 - rho ^ 2) * (1 - 2 * b + Y).

  Definition gradient_self : R :=
    a ^ 2 * (d - 1) + 2 * beta * a * ((n - 1) * b) * (1 - rho) * (1 - b + rho * a)
    + beta ^ 2 * (1 - rho) ^ 2 * ((n - 1) * b ^ 2) * (1 + rho + (Y - 2 * b) * (1 + (n - 1) * rho)).

  Lemma block_other k : (k < n)%nat -> k <> i -> block_square d n (A k) (fun j => beta * A j) u
    (fun j t => delta k j * projection d (y k) (y i) t) = gradient_other.
  Proof.
    intros Hk E.
    assert (L : forall w z j, inner d w (fun t => delta k j * z t) = delta k j * inner d w z).
    { intros w z j. unfold inner; rewrite <- sum_scale; apply sum_ext; intros; ring. }
    unfold block_square.
    rewrite (sum_ext n (fun j => beta * A j * _) (fun j => delta k j *
      (beta * A j * inner d (u j) (projection d (y k) (y i))))) by (intros; rewrite L; ring).
    rewrite (sum_ext n (fun j => sum n _) (fun j => delta k j * sum n (fun l => delta k l * (beta * A j * (beta * A l)
      * inner d (projection d (y k) (y i)) (projection d (y k) (y i)) * inner d (u j) (u l))))).
    2:{ intros j Hj. rewrite <- sum_scale. apply sum_ext; intros l Hl. rewrite L, inner_sym, L; ring. }
    rewrite !sum_delta, centred_centred, centred_projection, projection_projection, !HA by trivial.
    unfold G, gradient_other. rewrite !delta_same, !(delta_other k i), !(delta_other i k) by auto. ring.
  Qed.

  Lemma others_delta j p g : (j < n)%nat -> j <> i ->
    sum_others n i (fun l => p + g * delta j l) = (n - 1) * p + g.
  Proof.
    intros Hj E. pose proof (sum_split n i (fun l => p + g * delta j l) Hi) as S. revert S.
    rewrite sum_plus, sum_constant, (sum_ext n _ (fun l => g * (delta j l * 1))), sum_scale by (intros; ring).
    rewrite (sum_delta n j (fun _ => 1)), (delta_other j i) by trivial. lra.
  Qed.

  Lemma block_self : block_square d n (A i) (fun j => beta * A j) u (fun j => projection d (y i) (y j)) = gradient_self.
  Proof.
    unfold block_square. rewrite !(sum_split n i) by trivial.
    rewrite (sum_others_ext n i _ (fun j => beta * b * ((1 - rho) * (1 - b + rho * a)))).
    2:{ intros j Hj E. rewrite centred_projection, !HA by trivial. unfold G.
        rewrite !delta_same, !(delta_other i j), !(delta_other j i) by auto. ring. }
    rewrite sum_others_constant, centred_projection by trivial.
    rewrite (sum_others_ext n i (fun j => sum n _) (fun _ => (beta * b) ^ 2 * (1 - rho) ^ 2
      * ((n - 1) * (rho * (Y - 2 * b)) + (1 + rho + (Y - 2 * b))))).
    2:{ intros j Hj E. rewrite (sum_split n i), projection_projection by trivial.
        rewrite (sum_others_ext n i _ (fun l => (beta * b) ^ 2 * (1 - rho) ^ 2 * (rho * (Y - 2 * b))
          + (beta * b) ^ 2 * (1 - rho) ^ 2 * (1 + rho + (Y - 2 * b)) * delta j l)).
        - rewrite others_delta by trivial. unfold G.
          rewrite !delta_same, (delta_other j i), (delta_other i j) by auto. ring.
        - intros l Hl F. rewrite projection_projection, centred_centred, !HA by trivial. unfold G.
          rewrite !(delta_other i j), !(delta_other i l) by auto. unfold delta; destruct (Nat.eqb j l); ring. }
    rewrite sum_others_constant by trivial.
    rewrite (sum_others_ext n i _ (fun _ => 0)), sum_others_constant, projection_projection by first [assumption |
      intros l Hl E; rewrite projection_projection by trivial; unfold G; rewrite delta_same; ring].
    unfold G, gradient_self. rewrite !HA, !delta_same by trivial. ring.
  Qed.
End Row.
