(** Limits along n = 0, 1, 2, ...: powers of n, logarithms, and the rules for sequences in R. *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From critscale Require Import Definitions.
Open Scope R_scope.

Lemma two_le (n : nat) : (2 <= n)%nat -> 2 <= n.
Proof. intros H; apply (le_INR 2) in H; exact H. Qed.

(** What holds from n = 2 on decides the limit. *)
Lemma limit_ext u v (l : Rbar) :
  (forall n : nat, 2 <= n -> u n = v n) -> is_lim_seq u l -> is_lim_seq v l.
Proof. intros H; apply is_lim_seq_ext_loc; exists 2%nat; intros n Hn; apply H, two_le, Hn. Qed.

Lemma limit_squeeze u v w (l : R) :
  (forall n : nat, 2 <= n -> u n <= v n <= w n) -> is_lim_seq u l -> is_lim_seq w l -> is_lim_seq v l.
Proof. intros H; apply is_lim_seq_le_le_loc; exists 2%nat; intros n Hn; apply H, two_le, Hn. Qed.

Lemma limit_plus u v (x y : R) : is_lim_seq u x -> is_lim_seq v y -> is_lim_seq (fun n => u n + v n) (x + y).
Proof. intros; now apply is_lim_seq_plus'. Qed.

Lemma limit_minus u v (x y : R) : is_lim_seq u x -> is_lim_seq v y -> is_lim_seq (fun n => u n - v n) (x - y).
Proof. intros; now apply is_lim_seq_minus'. Qed.

Lemma limit_times u v (x y : R) : is_lim_seq u x -> is_lim_seq v y -> is_lim_seq (fun n => u n * v n) (x * y).
Proof. intros; now apply (is_lim_seq_mult _ _ x y). Qed.

Lemma limit_over u v (x y : R) :
  y <> 0 -> is_lim_seq u x -> is_lim_seq v y -> is_lim_seq (fun n => u n / v n) (x / y).
Proof. intros Hy Hu Hv; apply is_lim_seq_div'; trivial. Qed.

Lemma limit_apply (f : R -> R) u (x : R) :
  continuous f x -> is_lim_seq u x -> is_lim_seq (fun n => f (u n)) (f x).
Proof. intros; now apply is_lim_seq_continuous; [apply continuity_pt_filterlim|]. Qed.

Lemma limit_is u (x y : R) : x = y -> is_lim_seq u x -> is_lim_seq u y.
Proof. now intros ->. Qed.

Lemma ln_infinite : is_lim_seq (fun n : nat => ln n) p_infty.
Proof. apply (is_lim_comp_seq ln INR p_infty p_infty is_lim_ln_p); [now exists 0%nat|exact is_lim_seq_INR]. Qed.

Lemma power_vanishes d : 0 < d -> is_lim_seq (fun n : nat => Rpower n (- d)) 0.
Proof.
  intros Hd. apply (is_lim_comp_seq exp (fun n : nat => - d * ln n) m_infty 0 is_lim_exp_m); [now exists 0%nat|].
  replace m_infty with (Rbar_mult (- d) p_infty).
  - apply is_lim_seq_scal_l, ln_infinite.
  - simpl; destruct (Rle_dec 0 (- d)) as [H|H]; [exfalso; lra|trivial].
Qed.

Lemma inverse_vanishes : is_lim_seq (fun n : nat => / n) 0.
Proof. apply (is_lim_seq_inv _ _ is_lim_seq_INR); discriminate. Qed.

Lemma inverse_ln_vanishes : is_lim_seq (fun n : nat => / ln n) 0.
Proof. apply (is_lim_seq_inv _ _ ln_infinite); discriminate. Qed.

Lemma power_minus_one n : 0 < n -> Rpower n (-1) = / n.
Proof. intros; replace (-1) with (- (1)) by ring; rewrite Rpower_Ropp, Rpower_1; trivial. Qed.

Lemma power_split n x y : Rpower n (x + y) = Rpower n x * Rpower n y.
Proof. apply Rpower_plus. Qed.

Lemma power_positive n x : 0 < Rpower n x.
Proof. apply exp_pos. Qed.

Lemma ln_positive n : 2 <= n -> 0 < ln n.
Proof. intros; rewrite <- ln_1; apply ln_increasing; lra. Qed.

Lemma exp_monotone x y : x <= y -> exp x <= exp y.
Proof. intros [H| ->]; [apply Rlt_le, exp_increasing, H|lra]. Qed.

(** O(g) along the natural numbers, as claims say it. *)
Definition of_order (f g : nat -> R) : Prop :=
  exists (C : R) (N : nat), forall k : nat, (N <= k)%nat -> Rabs (f k) <= C * g k.

(** A bound for every real n from some n on is one along the natural numbers. *)
Lemma bounded_order (f g : R -> R) c (m : nat) : (forall n, m <= n -> Rabs (f n) <= c * g n) ->
  of_order (fun n : nat => f n) (fun n : nat => g n).
Proof. intros H; exists c, m; intros k Hk. now apply H, le_INR. Qed.

(** Splits a limit along +, -, * down to constants and limits that are hypotheses. *)
Ltac limit_rules :=
  lazymatch goal with
  | |- is_lim_seq (fun _ => ?c) _ => apply is_lim_seq_const
  | |- is_lim_seq (fun n => @?u n + @?v n) (Finite (?x + ?y)) => apply (limit_plus u v x y); limit_rules
  | |- is_lim_seq (fun n => @?u n - @?v n) (Finite (?x - ?y)) => apply (limit_minus u v x y); limit_rules
  | |- is_lim_seq (fun n => @?u n * @?v n) (Finite (?x * ?y)) => apply (limit_times u v x y); limit_rules
  | |- _ => assumption
  end.
