(** Entmax of any row (H5): which keys have a weight, and how the top weight depends on how many lie near the top.

    A row is the top key and the competitors 0, ..., m at the logit gaps D 0, ..., D m >= 0; entmax of order alpha = q + 1 gives the top
    the weight a and the others the weights w 0, ..., w m: to the power q they are what the logits have above a threshold, or they are 0
    where a logit has nothing above it. *)
From Coq Require Import Reals Lra Lia.
Open Scope R_scope.

Notation total f m := (sum_f_R0 f m).

Definition sparse (q : R) (D w : nat -> R) (m : nat) (a : R) : Prop :=
  0 < a /\ (forall k, (k <= m)%nat -> 0 <= w k) /\ a + total w m = 1 /\
  forall k, (k <= m)%nat ->
    (0 < w k -> exp (q * ln (w k)) = exp (q * ln a) - q * D k) /\ (w k = 0 -> exp (q * ln a) - q * D k <= 0).

Definition within (t : R) (D : nat -> R) (k : nat) : R := if Rle_dec (D k) t then 1 else 0.
Definition count (t : R) (D : nat -> R) (m : nat) : R := 1 + total (within t D) m.

Lemma total_nonneg f m : (forall k, (k <= m)%nat -> 0 <= f k) -> 0 <= total f m.
Proof.
  induction m as [|m IH]; simpl; intros H; [now apply H|].
  assert (0 <= total f m) by (apply IH; intros; apply H; lia). generalize (H (S m) (le_n _)); lra.
Qed.

Lemma within_nonneg t D k : 0 <= within t D k.
Proof. unfold within; destruct (Rle_dec (D k) t); lra. Qed.

Lemma count_at_least_one t D m : 1 <= count t D m.
Proof. unfold count. generalize (total_nonneg (within t D) m (fun k _ => within_nonneg t D k)); lra. Qed.

Lemma power_le q x y : 0 < q -> 0 < x -> 0 < y -> exp (q * ln x) <= exp (q * ln y) -> x <= y.
Proof.
  intros Hq Hx Hy H. destruct (Rle_or_lt x y) as [L|L]; trivial. exfalso.
  assert (ln y < ln x) by now apply ln_increasing.
  assert (exp (q * ln y) < exp (q * ln x)) by (apply exp_increasing; nra). lra.
Qed.

Lemma top_at_most_one q D w m a : sparse q D w m a -> a <= 1.
Proof. intros (_ & W & S & _). generalize (total_nonneg w m W); lra. Qed.

Lemma top_power_at_most_one q D w m a : 0 < q -> sparse q D w m a -> exp (q * ln a) <= 1.
Proof.
  intros Hq H. pose proof (top_at_most_one _ _ _ _ _ H) as L. destruct H as (Pa & _).
  rewrite <- exp_0. assert (ln a <= 0).
  { rewrite <- ln_1. destruct (Req_dec a 1) as [->|N]; [lra|]. apply Rlt_le, ln_increasing; lra. }
  destruct (Req_dec (q * ln a) 0) as [->|N]; [lra|]. apply Rlt_le, exp_increasing; nra.
Qed.

(* formal: H5.support *)
Theorem sparse_support q D w m a : 0 < q -> sparse q D w m a ->
  forall k, (k <= m)%nat -> 1 / q <= D k -> w k = 0.
Proof.
  intros Hq H k Hk G. pose proof (top_power_at_most_one _ _ _ _ _ Hq H) as L.
  destruct H as (_ & W & _ & E). destruct (W k Hk) as [P|P]; [exfalso|now symmetry].
  destruct (E k Hk) as [F _]. specialize (F P). generalize (exp_pos (q * ln (w k))).
  apply (Rmult_le_compat_l q) in G; [|lra]. replace (q * (1 / q)) with 1 in G by (field; lra). lra.
Qed.

Lemma weight_at_most_top q D w m a k : 0 < q -> sparse q D w m a -> (k <= m)%nat -> 0 <= D k -> w k <= a.
Proof.
  intros Hq (Pa & W & _ & E) Hk G. destruct (W k Hk) as [P|P]; [|lra].
  destruct (E k Hk) as [F _]. specialize (F P). apply (power_le q); trivial. nra.
Qed.

(* formal: H5.floor *)
Theorem sparse_floor q D w m a t : 0 < q -> 0 < t -> (forall k, (k <= m)%nat -> 0 <= D k) -> sparse q D w m a ->
  Rmin (exp (ln (q * t) / q)) (1 / count t D m) <= a.
Proof.
  intros Hq Ht G H. pose proof (count_at_least_one t D m) as N.
  assert (Pa : 0 < a) by (destruct H; trivial).
  destruct (Rle_or_lt (q * t) (exp (q * ln a))) as [L|L].
  - apply Rle_trans with (exp (ln (q * t) / q)); [apply Rmin_l|].
    assert (Q : 0 < q * t) by (apply Rmult_lt_0_compat; lra).
    assert (ln (q * t) <= q * ln a).
    { rewrite <- (ln_exp (q * ln a)). destruct (Req_dec (q * t) (exp (q * ln a))) as [->|Ne]; [lra|].
      apply Rlt_le, ln_increasing; lra. }
    rewrite <- (exp_ln a) by trivial.
    assert (ln (q * t) / q <= ln a).
    { apply (Rmult_le_reg_l q); trivial. replace (q * (ln (q * t) / q)) with (ln (q * t)) by (field; lra). lra. }
    destruct (Req_dec (ln (q * t) / q) (ln a)) as [->|Ne]; [lra|]. apply Rlt_le, exp_increasing; lra.
  - apply Rle_trans with (1 / count t D m); [apply Rmin_r|].
    apply (Rmult_le_reg_r (count t D m)); [lra|]. replace (1 / count t D m * count t D m) with 1 by (field; lra).
    assert (T : total w m <= total (fun k => within t D k * a) m).
    { apply sum_Rle. intros k Hk. unfold within. destruct (Rle_dec (D k) t) as [C|C].
      - rewrite Rmult_1_l. now apply (weight_at_most_top q D w m a k); auto.
      - destruct H as (_ & W & _ & E). destruct (W k Hk) as [P|P]; [exfalso|lra].
        destruct (E k Hk) as [F _]. specialize (F P). generalize (exp_pos (q * ln (w k))).
        assert (q * t < q * D k) by (apply Rmult_lt_compat_l; lra). lra. }
    rewrite <- scal_sum in T. destruct H as (_ & _ & S & _). unfold count. lra.
Qed.

(* formal: H5.ceiling *)
Theorem sparse_ceiling q D w m a t : 0 < q -> 0 <= t -> (forall k, (k <= m)%nat -> 0 <= D k) -> sparse q D w m a ->
  exp (q * ln a) <= q * t + exp (- (q * ln (count t D m))).
Proof.
  intros Hq Ht G H. pose proof (count_at_least_one t D m) as N.
  destruct (Rle_or_lt (exp (q * ln a)) (q * t)) as [L|L]; [generalize (exp_pos (- (q * ln (count t D m)))); lra|].
  set (r := exp (q * ln a) - q * t). assert (R : 0 < r) by (unfold r; lra).
  set (c := exp (ln r / q)). assert (C : 0 < c) by apply exp_pos.
  assert (Power : exp (q * ln c) = r).
  { unfold c. rewrite ln_exp. replace (q * (ln r / q)) with (ln r) by (field; lra). now apply exp_ln. }
  destruct H as (Pa & W & S & E).
  assert (A : c <= a) by (apply (power_le q); trivial; rewrite Power; unfold r; nra).
  assert (T : total (fun k => within t D k * c) m <= total w m).
  { apply sum_Rle. intros k Hk. unfold within. destruct (Rle_dec (D k) t) as [Y|Y]; [rewrite Rmult_1_l|rewrite Rmult_0_l; auto].
    assert (q * D k <= q * t) by (apply Rmult_le_compat_l; lra).
    destruct (E k Hk) as [F Z]. destruct (W k Hk) as [P|P].
    - apply (power_le q); trivial. rewrite Power, F by trivial. unfold r; lra.
    - exfalso. generalize (Z (eq_sym P)). unfold r in R; lra. }
  rewrite <- scal_sum in T.
  assert (B : c * count t D m <= 1) by (unfold count; lra).
  assert (ln c <= - ln (count t D m)).
  { assert (ln (c * count t D m) <= 0).
    { rewrite <- ln_1. destruct (Req_dec (c * count t D m) 1) as [->|Ne]; [lra|]. apply Rlt_le, ln_increasing; nra. }
    rewrite ln_mult in H by lra. lra. }
  assert (r <= exp (- (q * ln (count t D m)))); [|unfold r in *; lra].
  rewrite <- Power. destruct (Req_dec (q * ln c) (- (q * ln (count t D m)))) as [->|Ne]; [lra|]. apply Rlt_le, exp_increasing; nra.
Qed.
