(** A checker of certificates that a polynomial is nonnegative on a box, and its proof.

    A polynomial in x0, x1, ... has integer coefficients and is written by Horner's rule.  On a box it is rewritten in
    variables that are nonnegative there; if no coefficient is negative, no value is.  Boxes may be cut, and a polynomial may
    be a product, or A x^2 + B x + C with A, C, 4 A C - B^2 nonnegative.  [sound] says that what [check] accepts is so; a
    certificate is run by [vm_compute]. *)
From Coq Require Import ZArith QArith Reals List Lra Lia Psatz Bool.
Import ListNotations.
Open Scope R_scope.

(** * Polynomials *)

(** [Hor p q] is p, in the variables after the first, plus the first variable times q. *)
Inductive polynomial := Num (c : Z) | Hor (p q : polynomial).

Definition shift (e : nat -> R) : nat -> R := fun n => e (S n).

Fixpoint eval (p : polynomial) (e : nat -> R) : R :=
  match p with
  | Num c => IZR c
  | Hor p q => eval p (shift e) + e 0%nat * eval q e
  end.

Fixpoint add_constant (c : Z) (q : polynomial) : polynomial :=
  match q with
  | Num d => Num (c + d)
  | Hor p q => Hor (add_constant c p) q
  end.

Fixpoint add (p q : polynomial) : polynomial :=
  match p, q with
  | Num c, _ => add_constant c q
  | Hor a b, Num d => Hor (add_constant d a) b
  | Hor a b, Hor a' b' => Hor (add a a') (add b b')
  end.

Fixpoint scale (c : Z) (p : polynomial) : polynomial :=
  match p with
  | Num d => Num (c * d)
  | Hor p q => Hor (scale c p) (scale c q)
  end.

Fixpoint mul (p q : polynomial) : polynomial :=
  match p with
  | Num c => scale c q
  | Hor a b =>
      let fix by_a q :=
        match q with
        | Num d => Hor (scale d a) (Num 0)
        | Hor a' b' => Hor (mul a a') (by_a b')
        end in
      add (by_a q) (Hor (Num 0) (mul b q))
  end.

Fixpoint pow (p : polynomial) (n : nat) : polynomial :=
  match n with
  | O => Num 1
  | S n => mul p (pow p n)
  end.

(** The variable of a number. *)
Fixpoint var (i : nat) : polynomial :=
  match i with
  | O => Hor (Num 0) (Num 1)
  | S i => Hor (var i) (Num 0)
  end.

Lemma eval_add_constant c q : forall e, eval (add_constant c q) e = IZR c + eval q e.
Proof. induction q; intros e; simpl; [now rewrite plus_IZR | rewrite IHq1; ring]. Qed.

Lemma eval_add p : forall q e, eval (add p q) e = eval p e + eval q e.
Proof.
  induction p; intros q e; simpl; [apply eval_add_constant|].
  destruct q; simpl; [rewrite eval_add_constant; ring | rewrite IHp1, IHp2; ring].
Qed.

Lemma eval_scale c p : forall e, eval (scale c p) e = IZR c * eval p e.
Proof. induction p; intros e; simpl; [apply mult_IZR | rewrite IHp1, IHp2; ring]. Qed.

Lemma eval_mul p : forall q e, eval (mul p q) e = eval p e * eval q e.
Proof.
  induction p as [c | a IHa b IHb]; intros q e; [apply eval_scale|].
  cbn [mul]. rewrite eval_add. cbn [eval]. rewrite IHb.
  match goal with |- eval (?f q) e + _ = _ => assert (by_a : eval (f q) e = eval a (shift e) * eval q e) end.
  { induction q as [d | a' _ b' IHb']; cbn [eval]; [rewrite eval_scale; simpl; ring | rewrite IHa, IHb'; ring]. }
  rewrite by_a. simpl. ring.
Qed.

Lemma eval_pow p n e : eval (pow p n) e = eval p e ^ n.
Proof. induction n; simpl; [reflexivity | now rewrite eval_mul, IHn]. Qed.

Lemma eval_var i : forall e, eval (var i) e = e i.
Proof. induction i; intros e; simpl; [ring | rewrite IHi; unfold shift; ring]. Qed.

Fixpoint coefficients (ok : Z -> bool) (p : polynomial) : bool :=
  match p with
  | Num c => ok c
  | Hor p q => coefficients ok p && coefficients ok q
  end.

Lemma eval_nonnegative p : forall e,
  coefficients (Z.leb 0) p = true -> (forall n, 0 <= e n) -> 0 <= eval p e.
Proof.
  induction p; intros e H pos; cbn [coefficients eval] in *.
  - apply IZR_le. now apply Z.leb_le.
  - apply andb_prop in H as [H1 H2].
    apply Rplus_le_le_0_compat; [apply IHp1; [easy | intros n; apply pos]|].
    apply Rmult_le_pos; [apply pos | now apply IHp2].
Qed.

Definition same (p q : polynomial) : bool := coefficients (Z.eqb 0) (add p (scale (-1) q)).

Lemma eval_same p q e : same p q = true -> eval p e = eval q e.
Proof.
  unfold same. intros H.
  assert (zero : forall p e, coefficients (Z.eqb 0) p = true -> eval p e = 0).
  { clear. induction p; intros e H; cbn [coefficients eval] in *; [apply Z.eqb_eq in H; now subst|].
    apply andb_prop in H as [H1 H2]. rewrite IHp1, IHp2; trivial. ring. }
  apply (zero _ e) in H. rewrite eval_add, eval_scale in H. lra.
Qed.

(** * Boxes *)

Definition value (q : Q) : R := IZR (Qnum q) / IZR (Zpos (Qden q)).

(** Ends of a range; [None] is infinity. *)
Definition side := (Q * option Q)%type.

Definition within (s : side) (x : R) : Prop :=
  value (fst s) <= x /\ match snd s with None => True | Some high => x <= value high end.

(** The variables after the last side are not negative: there are none. *)
Fixpoint in_box (box : list side) (e : nat -> R) : Prop :=
  match box with
  | [] => forall n, 0 <= e n
  | s :: box => within s (e 0%nat) /\ in_box box (shift e)
  end.

(** A variable of the range is a s + c t, and 1 is b (s + t), for some s, t >= 0; with b s for 1 where there is no high end. *)
Definition ends (s : side) : (Z * Z) * (Z * Z) :=
  let (low, high) := s in
  match high with
  | None => ((Qnum low, 1%Z), (Zpos (Qden low), 0%Z))
  | Some high =>
      let b := (Zpos (Qden low) * Zpos (Qden high))%Z in
      ((Qnum low * Zpos (Qden high), Qnum high * Zpos (Qden low))%Z, (b, b))
  end.

Lemma ends_sound s x : within s x ->
  exists u v, 0 <= u /\ 0 <= v /\
    IZR (fst (fst (ends s))) * u + IZR (snd (fst (ends s))) * v = x /\
    IZR (fst (snd (ends s))) * u + IZR (snd (snd (ends s))) * v = 1.
Proof.
  destruct s as [[a b] [[c d]|]]; unfold within, value; cbn [fst snd ends Qnum Qden]; intros [low high].
  - assert (B : 0 < IZR (Zpos b)) by (apply IZR_lt; lia).
    assert (D : 0 < IZR (Zpos d)) by (apply IZR_lt; lia).
    rewrite !mult_IZR.
    destruct (Req_dec (IZR a / IZR (Zpos b)) (IZR c / IZR (Zpos d))) as [E | E].
    + exists (/ (IZR (Zpos b) * IZR (Zpos d))), 0.
      split; [left; apply Rinv_0_lt_compat; nra|]. split; [lra|].
      replace x with (IZR a / IZR (Zpos b)) by lra.
      split; field; lra.
    + set (l := IZR a / IZR (Zpos b)) in *. set (h := IZR c / IZR (Zpos d)) in *.
      assert (W : 0 < h - l) by lra.
      exists ((h - x) / (h - l) / (IZR (Zpos b) * IZR (Zpos d))), ((x - l) / (h - l) / (IZR (Zpos b) * IZR (Zpos d))).
      assert (BD : 0 < IZR (Zpos b) * IZR (Zpos d)) by nra.
      split; [apply Rle_mult_inv_pos; [apply Rle_mult_inv_pos; lra | lra]|].
      split; [apply Rle_mult_inv_pos; [apply Rle_mult_inv_pos; lra | lra]|].
      assert (A : IZR a = l * IZR (Zpos b)) by (unfold l; field; lra).
      assert (F : IZR c = h * IZR (Zpos d)) by (unfold h; field; lra).
      rewrite A, F. split; field; lra.
  - assert (B : 0 < IZR (Zpos b)) by (apply IZR_lt; lia).
    exists (/ IZR (Zpos b)), (x - IZR a / IZR (Zpos b)).
    split; [left; now apply Rinv_0_lt_compat|]. split; [lra|]. split; field; lra.
Qed.

(** * A polynomial on a box *)

(** c s + d t, in the first two variables. *)
Definition linear (c : Z * Z) : polynomial := Hor (Hor (Num 0) (Num (snd c))) (Num (fst c)).

Definition lift (p : polynomial) : polynomial := Hor (Hor p (Num 0)) (Num 0).

(** Every x becomes a s + c t, and every term is multiplied by powers of 1 = b (s + t) up to degree d, which merges terms. *)
Fixpoint rewrite_first (recur : polynomial -> polynomial) (x one : polynomial) (d : nat) (p : polynomial) : polynomial :=
  match p with
  | Num c => mul (pow one d) (lift (recur (Num c)))
  | Hor p q => add (mul (pow one d) (lift (recur p))) (mul x (rewrite_first recur x one (pred d) q))
  end.

Fixpoint rewrite_in (box : list side) (degrees : list nat) (p : polynomial) : polynomial :=
  match box with
  | [] => p
  | s :: box =>
      rewrite_first (rewrite_in box (tl degrees)) (linear (fst (ends s))) (linear (snd (ends s))) (hd 0%nat degrees) p
  end.

Lemma rewrite_in_sound box : forall e, in_box box e ->
  exists e', (forall n, 0 <= e' n) /\ forall degrees p, eval (rewrite_in box degrees p) e' = eval p e.
Proof.
  induction box as [|s box IH]; intros e; simpl.
  - intros pos. now exists e.
  - intros [W I]. destruct (IH _ I) as [e' [pos same_value]]. destruct (ends_sound _ _ W) as (u & v & U & V & ex & e1).
    exists (fun n => match n with 0%nat => u | 1%nat => v | S (S n) => e' n end).
    split; [intros [|[|n]]; trivial|]. intros degrees.
    set (E := fun n => match n with 0%nat => u | 1%nat => v | S (S n) => e' n end).
    assert (L : forall c, eval (linear c) E = IZR (fst c) * u + IZR (snd c) * v).
    { intros c. cbn [eval linear fst snd]. change (E 0%nat) with u. change (shift E 0%nat) with v. ring. }
    assert (P : forall p, eval (lift p) E = eval p e').
    { intros p. cbn [eval lift]. change (shift (shift E)) with e'. ring. }
    generalize (hd 0%nat degrees). intros d p. revert d.
    induction p as [c | p _ q IHq]; intros d; cbn [rewrite_first eval].
    + rewrite eval_mul, eval_pow, L, P, e1, pow1, same_value. simpl. ring.
    + rewrite eval_add, !eval_mul, eval_pow. fold E in IHq. rewrite IHq, P, !L, ex, e1, pow1, same_value. ring.
Qed.

(** * Certificates *)

Inductive certificate :=
  | Coefficients (degrees : list nat)
  | Cut (i : nat) (at_ : Q) (below above : certificate)
  | Product (q r : polynomial) (of_q of_r : certificate)
  | Even (q r : polynomial) (of_r : certificate)
  | Square (x a b c : polynomial) (of_a of_c of_discriminant : certificate).

Fixpoint change (i : nat) (f : side -> side) (box : list side) : list side :=
  match box, i with
  | [], _ => []
  | s :: box, O => f s :: box
  | s :: box, S i => s :: change i f box
  end.

Fixpoint check (box : list side) (t : certificate) (p : polynomial) : bool :=
  match t with
  | Coefficients degrees => coefficients (Z.leb 0) (rewrite_in box degrees p)
  | Cut i m below above =>
      check (change i (fun s => (fst s, Some m)) box) below p && check (change i (fun s => (m, snd s)) box) above p
  | Product q r of_q of_r => same p (mul q r) && check box of_q q && check box of_r r
  | Even q r of_r => same p (mul (mul q q) r) && check box of_r r
  | Square x a b c of_a of_c of_d =>
      same p (add (mul (add (mul a x) b) x) c) && check box of_a a && check box of_c c
      && check box of_d (add (scale 4 (mul a c)) (scale (-1) (mul b b)))
  end.

Lemma in_box_change i f : forall box e, in_box box e -> (forall s, within s (e i) -> within (f s) (e i)) ->
  in_box (change i f box) e.
Proof.
  induction i as [|i IH]; intros [|s box] e I F; simpl in *; trivial; destruct I as [W I]; split; auto.
Qed.

Theorem sound : forall t box p, check box t p = true -> forall e, in_box box e -> 0 <= eval p e.
Proof.
  induction t as [degrees | i m below IHb above IHa | q r of_q IHq of_r IHr | q r of_r IHr | x a b c of_a IHa of_c IHc of_d IHd];
    intros box p H e I; simpl in H.
  - destruct (rewrite_in_sound _ _ I) as [e' [pos E]]. rewrite <- (E degrees). now apply eval_nonnegative.
  - apply andb_prop in H as [H1 H2]. destruct (Rle_or_lt (e i) (value m)) as [L | L].
    + apply (IHb _ _ H1). apply in_box_change; [exact I | intros s [W _]; now split].
    + apply (IHa _ _ H2). apply in_box_change; [exact I | intros s [_ W]; split; [simpl; lra | exact W]].
  - apply andb_prop in H as [H H2]. apply andb_prop in H as [H H1]. rewrite (eval_same _ _ _ H), eval_mul.
    apply Rmult_le_pos; eauto.
  - apply andb_prop in H as [H H1]. rewrite (eval_same _ _ _ H), !eval_mul.
    apply Rmult_le_pos; [apply Rle_0_sqr | eauto].
  - apply andb_prop in H as [H H3]. apply andb_prop in H as [H H2]. apply andb_prop in H as [H H1].
    rewrite (eval_same _ _ _ H). repeat (rewrite ?eval_add, ?eval_mul).
    specialize (IHa _ _ H1 _ I). specialize (IHc _ _ H2 _ I). specialize (IHd _ _ H3 _ I).
    rewrite eval_add, !eval_scale, !eval_mul in IHd.
    set (A := eval a e) in *. set (B := eval b e) in *. set (D := eval c e) in *. set (v := eval x e).
    destruct (Req_dec A 0) as [Z0 | N].
    + rewrite Z0 in *. assert (B = 0) by nra. nra.
    + assert (0 < A) by lra. apply Rmult_le_reg_l with (4 * A); [lra|].
      replace (4 * A * ((A * v + B) * v + D)) with (Rsqr (2 * A * v + B) + (4 * (A * D) - B * B)) by (unfold Rsqr; ring).
      rewrite Rmult_0_r. apply Rplus_le_le_0_compat; [apply Rle_0_sqr | lra].
Qed.

(** * From a claim to its certificate *)

(** The point with these coordinates. *)
Definition point (l : list R) : nat -> R := fun i => nth i l 0.

(** upper - lower is a positive number times N/D, and N D >= 0. *)
Lemma by_quotient k n d lower upper : 0 < k -> 0 <= n * d -> upper - lower = k * (n / d) -> lower <= upper.
Proof.
  intros K H E. enough (0 <= n / d) by nra. clear E.
  destruct (Req_dec d 0) as [-> | N]; [unfold Rdiv; rewrite Rinv_0; lra|].
  replace (n / d) with (n * d / (Rsqr d)) by (unfold Rsqr; field; exact N).
  apply Rle_mult_inv_pos; [exact H | now apply Rsqr_pos_lt].
Qed.

Lemma inverse_above n : 0 < n -> 0 / 1 <= / n.
Proof. intros. replace (0 / 1) with 0 by field. left. now apply Rinv_0_lt_compat. Qed.

Lemma inverse_below m n : 0 < m -> m <= n -> / n <= 1 / m.
Proof. intros. replace (1 / m) with (/ m) by (field; lra). now apply Rinv_le_contravar. Qed.

(** Each coordinate is in its range. *)
Ltac in_its_box :=
  cbv [in_box within value shift point nth fst snd Qnum Qden];
  repeat match goal with |- _ /\ _ => split end; try exact I;
  try (intros []; lra);
  first [lra | apply inverse_above; lra | apply inverse_below; lra | apply Rlt_le; apply inverse_above; lra].

Ltac nonzero := repeat split; first [lra | nra | apply Rgt_not_eq; nra | idtac].

(** The masses of a softmax row by t = exp(-beta (1 - rho)): another token has t times the mass of the token itself. *)
Lemma other_mass t rho : 0 < t -> rho < 1 -> exp (- (ln t / (1 - rho)) * rho) = t * exp (- (ln t / (1 - rho))).
Proof.
  intros. rewrite <- (exp_ln t) at 2 by easy. rewrite <- exp_plus. f_equal. field. lra.
Qed.

Ltac by_mass :=
  repeat match goal with |- context [exp (- (ln ?t / (1 - ?rho)) * ?rho)] => rewrite (other_mass t rho) by lra end;
  repeat match goal with |- context [exp (- (ln ?t / (1 - ?rho)))] =>
    let m := fresh "mass" in
    generalize (exp_pos (- (ln t / (1 - rho)))); generalize (exp (- (ln t / (1 - rho)))); intros m ? end.

(** lower <= upper, since upper - lower = k N/D and N D >= 0 on the box by a certificate. *)
Ltac by_certificate box t n d e k :=
  by_mass;
  apply (by_quotient k (eval n (point e)) (eval d (point e)));
  [ lra
  | rewrite <- eval_mul; apply (sound t box); [vm_cast_no_check (eq_refl true) | cbv [box]; in_its_box]
  | cbv [n d eval shift point nth]; field; nonzero ].
