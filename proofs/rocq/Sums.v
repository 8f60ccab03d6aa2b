(** Finite sums over 0 <= k < n, and the two facts about them the layer needs. *)
From Coq Require Import Reals Lra Lia.
Open Scope R_scope.

Fixpoint sum (n : nat) (f : nat -> R) : R :=
  match n with O => 0 | S m => sum m f + f m end.

(** Kronecker's delta. *)
Definition delta (i j : nat) : R := if Nat.eqb i j then 1 else 0.

Lemma delta_same i : delta i i = 1.
Proof. unfold delta; now rewrite Nat.eqb_refl. Qed.

Lemma delta_other i j : i <> j -> delta i j = 0.
Proof. unfold delta; intros H; now rewrite (proj2 (Nat.eqb_neq i j) H). Qed.

Lemma delta_sym i j : delta i j = delta j i.
Proof. unfold delta; now rewrite Nat.eqb_sym. Qed.

Lemma sum_ext n f g : (forall k, (k < n)%nat -> f k = g k) -> sum n f = sum n g.
Proof. induction n; simpl; intros H; trivial. rewrite IHn, (H n); auto. Qed.

Lemma sum_plus n f g : sum n (fun k => f k + g k) = sum n f + sum n g.
Proof. induction n; simpl; [lra|]. rewrite IHn; lra. Qed.

Lemma sum_scale n c f : sum n (fun k => c * f k) = c * sum n f.
Proof. induction n; simpl; [lra|]. rewrite IHn; lra. Qed.

Lemma sum_constant n c : sum n (fun _ => c) = INR n * c.
Proof. induction n; [simpl; lra|]. rewrite S_INR; simpl; rewrite IHn; lra. Qed.

Lemma sum_swap n m (f : nat -> nat -> R) :
  sum n (fun k => sum m (f k)) = sum m (fun l => sum n (fun k => f k l)).
Proof.
  induction n; simpl; [now rewrite sum_constant, Rmult_0_r|].
  now rewrite IHn, <- sum_plus.
Qed.

Lemma sum_le n f g : (forall k, (k < n)%nat -> f k <= g k) -> sum n f <= sum n g.
Proof. induction n; simpl; intros H; [lra|]. apply Rplus_le_compat; auto. Qed.

Lemma sum_nonneg n f : (forall k, (k < n)%nat -> 0 <= f k) -> 0 <= sum n f.
Proof.
  intros H. replace 0 with (sum n (fun _ => 0)) by (rewrite sum_constant; ring).
  now apply sum_le.
Qed.

Lemma sum_delta n i f : (i < n)%nat -> sum n (fun k => delta i k * f k) = f i.
Proof.
  induction n; simpl; intros H; [lia|].
  destruct (Nat.eq_dec i n) as [->|E].
  - rewrite (sum_ext _ _ (fun _ => 0)), sum_constant, delta_same; [ring|].
    intros k Hk; rewrite delta_other by lia; ring.
  - rewrite IHn, (delta_other i n) by lia; ring.
Qed.

(** A sum splits into the term i and the others. *)
Definition sum_others (n i : nat) (f : nat -> R) := sum n (fun k => (1 - delta i k) * f k).

Lemma sum_split n i f : (i < n)%nat -> sum n f = f i + sum_others n i f.
Proof.
  intros H; unfold sum_others. rewrite <- (sum_delta n i f H), <- sum_plus.
  apply sum_ext; intros; ring.
Qed.

Lemma sum_others_constant n i c : (i < n)%nat -> sum_others n i (fun _ => c) = (INR n - 1) * c.
Proof.
  intros H. generalize (sum_split n i (fun _ => c) H); rewrite sum_constant; lra.
Qed.

Lemma sum_others_le n i f g : (forall k, (k < n)%nat -> k <> i -> f k <= g k) ->
  sum_others n i f <= sum_others n i g.
Proof.
  intros H; apply sum_le; intros k Hk. destruct (Nat.eq_dec i k) as [->|E].
  - rewrite delta_same; lra.
  - rewrite delta_other by trivial; specialize (H k Hk (not_eq_sym E)); lra.
Qed.

Lemma sum_others_ext n i f g : (forall k, (k < n)%nat -> k <> i -> f k = g k) ->
  sum_others n i f = sum_others n i g.
Proof. intros H; apply Rle_antisym; apply sum_others_le; intros k Hk E; rewrite (H k Hk E); lra. Qed.
