(** The entries of the Jacobian of attention (B1, alpha = 0), for any nonzero tokens of R^d. *)
From Coq Require Import Reals Lra Lia FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From critscale Require Import Sums Layer Jacobian.
Open Scope R_scope.

(** The tokens with coordinate t of token k moved by h. *)
Definition moved (x : nat -> nat -> R) (k t : nat) (h : R) : nat -> nat -> R :=
  fun j s => x j s + h * (delta k j * delta t s).

(** d m_i,s / d x_k,t. *)
Definition jacobian (d n : nat) (beta : R) (x : nat -> nat -> R) (i s k t : nat) : R :=
  Derive (fun h => attention d n beta (moved x k t h) i s) 0.

(** The projection P_y v = v - <y, v> y. *)
Definition projection (d : nat) (y v : nat -> R) (t : nat) : R := v t - inner d y v * y t.

Lemma moved_zero x k t : moved x k t 0 = x.
Proof. unfold moved; extensionality j; extensionality s; ring. Qed.

Section Entry.
  Variables (d n : nat) (beta : R) (x : nat -> nat -> R) (i s k t : nat).
  Hypothesis Hpos : forall j, (j < n)%nat -> 0 < norm d (x j).
  Hypothesis Hi : (i < n)%nat.
  Hypothesis Hk : (k < n)%nat.
  Hypothesis Ht : (t < d)%nat.
  Let y := unit_token d x.
  Let A := weight d n beta x i.
  Let m := attention d n beta x i.
  Let V (j s : nat) := delta k j * delta t s.

  Lemma token_velocity_entry j r : token_velocity d (moved x k t) V j r
    = delta k j * (delta t r - y k t * y k r) / norm d (x k).
  Proof.
    unfold token_velocity, V. rewrite moved_zero. fold y.
    assert (S : inner d (fun s => delta k j * delta t s) (y j) = delta k j * y j t).
    { unfold inner. rewrite <- (sum_delta d t (y j) Ht), <- sum_scale. apply sum_ext; intros; ring. }
    rewrite S. destruct (Nat.eq_dec k j) as [<-|E]; [rewrite delta_same|rewrite delta_other by trivial];
      unfold Rdiv; ring.
  Qed.

  Lemma inner_token_velocity j u : inner d (token_velocity d (moved x k t) V j) u
    = delta k j * projection d (y k) u t / norm d (x k).
  Proof.
    unfold projection. unfold inner at 1.
    rewrite (sum_ext d _ (fun r => delta k j / norm d (x k) * (delta t r * u r + - y k t * (y k r * u r))))
      by (intros; rewrite token_velocity_entry; unfold Rdiv; ring).
    rewrite sum_scale, sum_plus, sum_scale, sum_delta by trivial. fold (inner d (y k) u). unfold Rdiv; ring.
  Qed.

  (* formal: B1.jacobian.entry *)
  Theorem jacobian_entry : jacobian d n beta x i s k t
    = (A k * (delta s t - y k s * y k t)
       + sum n (fun j => beta * A j * (y j s - m s)
           * (delta k i * projection d (y k) (y j) t + delta k j * projection d (y k) (y i) t))) / norm d (x k).
  Proof.
    unfold jacobian. erewrite is_derive_unique.
    2:{ apply (derive_attention d n beta (moved x k t) V); trivial.
        - intros j r. unfold moved. auto_derive; trivial; unfold V; ring.
        - intros j Hj; rewrite moved_zero; auto. }
    unfold attention_velocity. rewrite moved_zero. fold A y m.
    rewrite <- (sum_delta n k (fun j => A j * (delta s t - y k s * y k t)) Hk), <- sum_plus.
    unfold Rdiv; rewrite Rmult_comm, <- sum_scale. apply sum_ext; intros j Hj.
    unfold cosine_velocity. rewrite moved_zero. fold y.
    rewrite token_velocity_entry, inner_sym, (inner_sym d (y i)), inner_token_velocity.
    rewrite (inner_sym d (y j)), inner_token_velocity, (delta_sym s t). unfold Rdiv; ring.
  Qed.
End Entry.
