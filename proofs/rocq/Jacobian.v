(** The derivative of the attention layer, for any tokens of R^d: along a curve of tokens, and entry by entry (B1). *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From critscale Require Import Sums Layer.
Open Scope R_scope.

Lemma derive_is f (x l m : R) : l = m -> is_derive f x l -> is_derive f x m.
Proof. now intros ->. Qed.

Lemma derive_times f g (x f' g' : R) :
  is_derive f x f' -> is_derive g x g' -> is_derive (fun h => f h * g h) x (f' * g x + f x * g').
Proof. intros Hf Hg; apply (is_derive_mult f g x f' g' Hf Hg), Rmult_comm. Qed.

Lemma derive_exp f (x f' : R) : is_derive f x f' -> is_derive (fun h => exp (f h)) x (f' * exp (f x)).
Proof. intros Hf; apply (is_derive_comp exp f x (exp (f x)) f'); [apply is_derive_exp|exact Hf]. Qed.

Lemma derive_sum n f (x : R) f' : (forall k, (k < n)%nat -> is_derive (f k) x (f' k)) ->
  is_derive (fun h => sum n (fun k => f k h)) x (sum n f').
Proof.
  induction n; simpl; intros H; [apply (is_derive_const (V := R_NormedModule))|].
  apply (is_derive_plus (V := R_NormedModule) (fun h => sum n (fun k => f k h)) (f n)); auto.
Qed.

Section Curve.
  Variables (d n : nat) (beta : R) (X : R -> nat -> nat -> R) (V : nat -> nat -> R).
  Hypothesis HX : forall j s, is_derive (fun h => X h j s) 0 (V j s).
  Hypothesis Hpos : forall j, (j < n)%nat -> 0 < norm d (X 0 j).
  Let x := X 0.
  Let y := unit_token d x.
  Let A := weight d n beta x.

  (** dy_j = (V_j - <V_j, y_j> y_j) / |x_j|. *)
  Definition token_velocity (j s : nat) : R := (V j s - inner d (V j) (y j) * y j s) / norm d (x j).

  Definition cosine_velocity (i j : nat) : R := inner d (token_velocity i) (y j) + inner d (y i) (token_velocity j).

  Lemma derive_inner (u v : R -> nat -> R) u' v' :
    (forall s, is_derive (fun h => u h s) 0 (u' s)) -> (forall s, is_derive (fun h => v h s) 0 (v' s)) ->
    is_derive (fun h => inner d (u h) (v h)) 0 (inner d u' (v 0) + inner d (u 0) v').
  Proof.
    intros Hu Hv. unfold inner; rewrite <- sum_plus.
    apply (derive_sum d (fun s h => u h s * v h s)); intros s _. now apply (derive_times (fun h => u h s)).
  Qed.

  Lemma derive_unit_token j s : (j < n)%nat ->
    is_derive (fun h => unit_token d (X h) j s) 0 (token_velocity j s).
  Proof.
    intros Hj. pose proof (Hpos j Hj) as P. unfold unit_token, norm.
    assert (I : 0 < inner d (X 0 j) (X 0 j)).
    { destruct (Rlt_dec 0 (inner d (X 0 j) (X 0 j))) as [H|H]; trivial.
      unfold norm in P; rewrite sqrt_neg_0 in P; lra. }
    eapply derive_is; [|apply is_derive_div; [apply HX| |]].
    2:{ apply is_derive_sqrt; [|exact I]. apply (derive_inner (fun h => X h j) (fun h => X h j)); apply HX. }
    2:{ apply Rgt_not_eq, P. }
    assert (Y : inner d (V j) (y j) = inner d (V j) (x j) / norm d (x j)).
    { transitivity (inner d (fun t => 1 * V j t) (fun t => / norm d (x j) * x j t)).
      - apply inner_ext; intros t; [ring|]. unfold y, unit_token, Rdiv; ring.
      - rewrite inner_scale; unfold Rdiv; ring. }
    unfold token_velocity; rewrite Y. unfold y, unit_token, x. rewrite (inner_sym d (X 0 j) (V j)).
    fold (norm d (X 0 j)). field; lra.
  Qed.

  Lemma derive_token_cosine i j : (i < n)%nat -> (j < n)%nat ->
    is_derive (fun h => token_cosine d (X h) i j) 0 (cosine_velocity i j).
  Proof.
    intros Hi Hj. apply (derive_inner (fun h => unit_token d (X h) i) (fun h => unit_token d (X h) j));
      intros s; now apply derive_unit_token.
  Qed.

  Lemma derive_mass i j : (i < n)%nat -> (j < n)%nat ->
    is_derive (fun h => mass d beta (X h) i j) 0 (beta * cosine_velocity i j * mass d beta x i j).
  Proof.
    intros Hi Hj. apply (derive_exp (fun h => beta * token_cosine d (X h) i j)).
    eapply derive_is; [|apply (derive_times (fun _ => beta)); [apply (is_derive_const (V := R_NormedModule))|]].
    2: now apply derive_token_cosine. unfold zero; simpl; ring.
  Qed.

  Lemma partition_positive i : (i < n)%nat -> 0 < sum n (mass d beta x i).
  Proof.
    intros Hi. rewrite (sum_split n i) by trivial. apply Rplus_lt_le_0_compat; [apply exp_pos|].
    apply sum_nonneg; intros k _. apply Rmult_le_pos; [|apply Rlt_le, exp_pos].
    unfold delta; destruct (Nat.eqb i k); lra.
  Qed.

  Definition mean_velocity (i : nat) : R := sum n (fun l => A i l * cosine_velocity i l).

  Lemma derive_weight i j : (i < n)%nat -> (j < n)%nat ->
    is_derive (fun h => weight d n beta (X h) i j) 0 (A i j * (beta * (cosine_velocity i j - mean_velocity i))).
  Proof.
    intros Hi Hj. pose proof (partition_positive i Hi) as P.
    assert (M : sum n (fun k => beta * cosine_velocity i k * mass d beta x i k)
                = sum n (mass d beta x i) * (beta * mean_velocity i)).
    { unfold mean_velocity; rewrite <- !sum_scale; apply sum_ext; intros k Hk; unfold A, weight; field; lra. }
    apply derive_is with ((beta * cosine_velocity i j * mass d beta x i j * sum n (mass d beta x i)
      - mass d beta x i j * (sum n (mass d beta x i) * (beta * mean_velocity i))) / sum n (mass d beta x i) ^ 2).
    - unfold A, weight; field; lra.
    - rewrite <- M. apply (is_derive_div (fun h => mass d beta (X h) i j));
        [now apply derive_mass| |now apply Rgt_not_eq].
      apply (derive_sum n (fun k h => mass d beta (X h) i k)); intros k Hk; now apply derive_mass.
  Qed.

  (** dm_i = sum_j A_ij [dy_j + beta d<y_i, y_j> (y_j - m_i)]. *)
  Definition attention_velocity (i s : nat) : R := sum n (fun j =>
    A i j * (token_velocity j s + beta * cosine_velocity i j * (y j s - attention d n beta x i s))).

  Theorem derive_attention i s : (i < n)%nat ->
    is_derive (fun h => attention d n beta (X h) i s) 0 (attention_velocity i s).
  Proof.
    intros Hi. apply derive_is with (sum n (fun j =>
      A i j * (beta * (cosine_velocity i j - mean_velocity i)) * y j s + A i j * token_velocity j s)).
    - unfold attention_velocity. set (m := attention d n beta x i s).
      transitivity (sum n (fun j => A i j * (token_velocity j s + beta * cosine_velocity i j * y j s))
                    + - (beta * m) * mean_velocity i).
      + replace (- (beta * m) * mean_velocity i) with (- (beta * mean_velocity i) * m) by ring.
        unfold m, attention, combination. fold A y. rewrite <- sum_scale, <- sum_plus. apply sum_ext; intros; ring.
      + unfold mean_velocity; rewrite <- sum_scale, <- sum_plus. apply sum_ext; intros; ring.
    - apply (derive_sum n (fun j h => weight d n beta (X h) i j * unit_token d (X h) j s)); intros j Hj.
      apply (derive_times (fun h => weight d n beta (X h) i j) (fun h => unit_token d (X h) j s));
        [now apply derive_weight|now apply derive_unit_token].
  Qed.
End Curve.
