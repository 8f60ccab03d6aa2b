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

(** A range: its low end and whether it is open, and the same of its high end; [None] is infinity. *)
Definition side := ((Q * bool) * option (Q * bool))%type.

Definition below (open : bool) (x y : R) : Prop := if open then x < y else x <= y.

Definition within (s : side) (x : R) : Prop :=
  below (snd (fst s)) (value (fst (fst s))) x
  /\ match snd s with None => True | Some h => below (snd h) x (value (fst h)) end.

(** The variables after the last side are not negative: there are none. *)
Fixpoint in_box (box : list side) (e : nat -> R) : Prop :=
  match box with
  | [] => forall n, 0 <= e n
  | s :: box => within s (e 0%nat) /\ in_box box (shift e)
  end.

(** A variable of the range is a u + c v, and 1 is b (u + v), for some u, v >= 0; with b u for 1 where there is no high end. *)
Definition ends (s : side) : (Z * Z) * (Z * Z) :=
  let low := fst (fst s) in
  match snd s with
  | None => ((Qnum low, 1%Z), (Zpos (Qden low), 0%Z))
  | Some (high, _) =>
      let b := (Zpos (Qden low) * Zpos (Qden high))%Z in
      ((Qnum low * Zpos (Qden high), Qnum high * Zpos (Qden low))%Z, (b, b))
  end.

(** Which of u and v are positive: at least one of the pairs is as it says. *)
Definition choices (s : side) : list (bool * bool) :=
  match snd s with
  | None => [(true, snd (fst s))]
  | Some (_, open) => if (snd (fst s) || open)%bool then [(open, snd (fst s))] else [(true, false); (false, true)]
  end.

Definition positive (c : bool * bool) (u v : R) : Prop := (fst c = true -> 0 < u) /\ (snd c = true -> 0 < v).

Lemma below_weak o x y : below o x y -> x <= y.
Proof. destruct o; simpl; lra. Qed.

Lemma below_strict o x y : below o x y -> o = true -> x < y.
Proof. now intros H ->. Qed.

Lemma ends_sound s x : within s x ->
  exists u v, 0 <= u /\ 0 <= v /\
    IZR (fst (fst (ends s))) * u + IZR (snd (fst (ends s))) * v = x /\
    IZR (fst (snd (ends s))) * u + IZR (snd (snd (ends s))) * v = 1 /\
    exists c, In c (choices s) /\ positive c u v.
Proof.
  destruct s as [[[a b] o] [[[c d] o']|]]; unfold within, choices, positive; cbn [fst snd]; intros [low high].
  - pose proof (below_weak _ _ _ low) as L. pose proof (below_weak _ _ _ high) as H.
    pose proof (below_strict _ _ _ low) as L'. pose proof (below_strict _ _ _ high) as H'. clear low high.
    unfold ends, value in *. cbn [fst snd Qnum Qden] in *.
    assert (B : 0 < IZR (Zpos b)) by (apply IZR_lt; lia).
    assert (D : 0 < IZR (Zpos d)) by (apply IZR_lt; lia).
    assert (BD : 0 < IZR (Zpos b) * IZR (Zpos d)) by nra.
    rewrite !mult_IZR.
    destruct (Req_dec (IZR a / IZR (Zpos b)) (IZR c / IZR (Zpos d))) as [E | E].
    + assert (P : 0 < / (IZR (Zpos b) * IZR (Zpos d))) by now apply Rinv_0_lt_compat.
      exists (/ (IZR (Zpos b) * IZR (Zpos d))), 0.
      split; [lra|]. split; [lra|]. replace x with (IZR a / IZR (Zpos b)) by lra.
      split; [field; lra|]. split; [field; lra|].
      exists (true, false). split; [|simpl; split; [auto | discriminate]].
      destruct o, o'; simpl; auto; exfalso; specialize (L' eq_refl) || specialize (H' eq_refl); lra.
    + set (l := IZR a / IZR (Zpos b)) in *. set (h := IZR c / IZR (Zpos d)) in *.
      assert (W : 0 < h - l) by lra.
      exists ((h - x) / (h - l) / (IZR (Zpos b) * IZR (Zpos d))), ((x - l) / (h - l) / (IZR (Zpos b) * IZR (Zpos d))).
      assert (A : IZR a = l * IZR (Zpos b)) by (unfold l; field; lra).
      assert (F : IZR c = h * IZR (Zpos d)) by (unfold h; field; lra).
      assert (U : x < h -> 0 < (h - x) / (h - l) / (IZR (Zpos b) * IZR (Zpos d))).
      { intros. apply Rdiv_lt_0_compat; [apply Rdiv_lt_0_compat; lra | easy]. }
      assert (V : l < x -> 0 < (x - l) / (h - l) / (IZR (Zpos b) * IZR (Zpos d))).
      { intros. apply Rdiv_lt_0_compat; [apply Rdiv_lt_0_compat; lra | easy]. }
      split; [apply Rle_mult_inv_pos; [apply Rle_mult_inv_pos; lra | lra]|].
      split; [apply Rle_mult_inv_pos; [apply Rle_mult_inv_pos; lra | lra]|].
      split; [rewrite A, F; field; lra|]. split; [field; lra|].
      destruct o, o'; simpl.
      * exists (true, true). simpl. auto.
      * exists (false, true). simpl. split; [auto | split; [discriminate | auto]].
      * exists (true, false). simpl. split; [auto | split; [auto | discriminate]].
      * destruct (Rlt_or_le x h) as [X | X].
        -- exists (true, false). simpl. split; [auto | split; [auto | discriminate]].
        -- exists (false, true). simpl. split; [auto | split; [discriminate | intros _; apply V; lra]].
  - pose proof (below_weak _ _ _ low) as L. pose proof (below_strict _ _ _ low) as L'.
    unfold ends, value in *. cbn [fst snd Qnum Qden] in *.
    assert (B : 0 < IZR (Zpos b)) by (apply IZR_lt; lia).
    assert (P : 0 < / IZR (Zpos b)) by now apply Rinv_0_lt_compat.
    exists (/ IZR (Zpos b)), (x - IZR a / IZR (Zpos b)).
    split; [lra|]. split; [lra|]. split; [field; lra|]. split; [field; lra|].
    exists (true, o). simpl. split; [auto|]. split; [auto|]. intros O. specialize (L' O). lra.
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

(** All choices, for the variables that a box is rewritten in. *)
Fixpoint all_choices (box : list side) : list (list bool) :=
  match box with
  | [] => [[]]
  | s :: box => flat_map (fun c => map (fun r => fst c :: snd c :: r) (all_choices box)) (choices s)
  end.

Lemma rewrite_in_sound box : forall e, in_box box e ->
  exists e', (forall n, 0 <= e' n) /\ (forall degrees p, eval (rewrite_in box degrees p) e' = eval p e) /\
    exists c, In c (all_choices box) /\ forall i, nth i c false = true -> 0 < e' i.
Proof.
  induction box as [|s box IH]; intros e.
  - simpl. intros pos. exists e. split; [easy|]. split; [easy|]. exists []. split; [now left|].
    intros [|i]; simpl; discriminate.
  - intros [W I]. destruct (IH _ I) as (e' & pos & same_value & r & R1 & R2).
    destruct (ends_sound _ _ W) as (u & v & U & V & ex & e1 & c & C1 & C2 & C3).
    set (E := fun n => match n with 0%nat => u | 1%nat => v | S (S n) => e' n end).
    exists E. split; [intros [|[|n]]; simpl; trivial|]. split.
    + intros degrees.
      assert (L : forall c, eval (linear c) E = IZR (fst c) * u + IZR (snd c) * v).
      { intros k. cbn [eval linear fst snd]. change (E 0%nat) with u. change (shift E 0%nat) with v. ring. }
      assert (P : forall p, eval (lift p) E = eval p e').
      { intros p. cbn [eval lift]. change (shift (shift E)) with e'. ring. }
      cbn [rewrite_in]. generalize (hd 0%nat degrees). intros d p. revert d.
      induction p as [k | p _ q IHq]; intros d; cbn [rewrite_first eval].
      * rewrite eval_mul, eval_pow, L, P, e1, pow1, same_value. simpl. ring.
      * rewrite eval_add, !eval_mul, eval_pow, IHq, P, !L, ex, e1, pow1, same_value. ring.
    + exists (fst c :: snd c :: r). split.
      * simpl. apply in_flat_map. exists c. split; [easy|].
        apply (in_map (fun r => fst c :: snd c :: r)). exact R1.
      * intros [|[|i]]; simpl; auto.
Qed.

(** A term lives where these variables are positive. *)
Fixpoint lives (c : list bool) (p : polynomial) : bool :=
  match p with
  | Num k => Z.ltb 0 k
  | Hor p q => lives (tl c) p || (hd false c && lives c q)
  end.

Lemma eval_positive p : forall c e, coefficients (Z.leb 0) p = true -> (forall n, 0 <= e n) ->
  (forall i, nth i c false = true -> 0 < e i) -> lives c p = true -> 0 < eval p e.
Proof.
  induction p as [k | p IHp q IHq]; intros c e H pos C L; cbn [coefficients lives eval] in *.
  - apply IZR_lt. now apply Z.ltb_lt.
  - apply andb_prop in H as [H1 H2].
    assert (0 <= eval p (shift e)) by (apply eval_nonnegative; [easy | intros n; apply pos]).
    assert (0 <= eval q e) by now apply eval_nonnegative.
    apply orb_prop in L as [L | L].
    + enough (0 < eval p (shift e)) by (specialize (pos 0%nat); nra).
      apply (IHp (tl c)); trivial; [intros n; apply pos|].
      intros i Hi. apply C. destruct c; [destruct i; discriminate | exact Hi].
    + apply andb_prop in L as [L1 L2].
      assert (0 < e 0%nat) by (apply C; destruct c; [discriminate | exact L1]).
      assert (0 < eval q e) by now apply (IHq c). nra.
Qed.

(** * Certificates *)

Inductive certificate :=
  | Coefficients (degrees : list nat)
  | Cut (i : nat) (at_ : Q) (low high : certificate)
  | Product (q r : polynomial) (of_q of_r : certificate)
  | Even (q r : polynomial) (of_r : certificate)
  | Square (x a b c : polynomial) (of_a of_c of_discriminant : certificate).

Fixpoint change (i : nat) (f : side -> side) (box : list side) : list side :=
  match box, i with
  | [], _ => []
  | s :: box, O => f s :: box
  | s :: box, S i => s :: change i f box
  end.

(** [strict] asks that the polynomial is positive. *)
Fixpoint check (strict : bool) (box : list side) (t : certificate) (p : polynomial) : bool :=
  match t with
  | Coefficients degrees =>
      let q := rewrite_in box degrees p in
      coefficients (Z.leb 0) q && (negb strict || forallb (fun c => lives c q) (all_choices box))
  | Cut i m low high =>
      check strict (change i (fun s => (fst s, Some (m, false))) box) low p
      && check strict (change i (fun s => ((m, false), snd s)) box) high p
  | Product q r of_q of_r => same p (mul q r) && check strict box of_q q && check strict box of_r r
  | Even q r of_r => negb strict && same p (mul (mul q q) r) && check strict box of_r r
  | Square x a b c of_a of_c of_d =>
      same p (add (mul (add (mul a x) b) x) c) && check false box of_a a && check false box of_c c
      && check strict box of_d (add (scale 4 (mul a c)) (scale (-1) (mul b b)))
  end.

Lemma in_box_change i f : forall box e, in_box box e -> (forall s, within s (e i) -> within (f s) (e i)) ->
  in_box (change i f box) e.
Proof.
  induction i as [|i IH]; intros [|s box] e I F; simpl in *; trivial; destruct I as [W I]; split; auto.
Qed.

Theorem sound : forall t strict box p, check strict box t p = true -> forall e, in_box box e -> below strict 0 (eval p e).
Proof.
  induction t as [degrees | i m low IHl high IHh | q r of_q IHq of_r IHr | q r of_r IHr | x a b c of_a IHa of_c IHc of_d IHd];
    intros strict box p H e I; cbn [check] in H.
  - destruct (rewrite_in_sound _ _ I) as (e' & pos & E & c & C1 & C2). rewrite <- (E degrees).
    apply andb_prop in H as [H1 H2]. destruct strict; [|now apply eval_nonnegative].
    apply (eval_positive _ c); trivial. now apply (proj1 (forallb_forall _ _) H2).
  - apply andb_prop in H as [H1 H2]. destruct (Rle_or_lt (e i) (value m)) as [L | L].
    + apply (IHl _ _ _ H1). apply in_box_change; [exact I | intros s [W _]; now split].
    + apply (IHh _ _ _ H2). apply in_box_change; [exact I | intros s [_ W]; split; [simpl; lra | exact W]].
  - apply andb_prop in H as [H H2]. apply andb_prop in H as [H H1]. rewrite (eval_same _ _ _ H), eval_mul.
    specialize (IHq _ _ _ H1 _ I). specialize (IHr _ _ _ H2 _ I).
    destruct strict; simpl in *; [now apply Rmult_lt_0_compat | now apply Rmult_le_pos].
  - apply andb_prop in H as [H H1]. apply andb_prop in H as [S H]. destruct strict; [discriminate|].
    rewrite (eval_same _ _ _ H), !eval_mul. apply Rmult_le_pos; [apply Rle_0_sqr | exact (IHr _ _ _ H1 _ I)].
  - apply andb_prop in H as [H H3]. apply andb_prop in H as [H H2]. apply andb_prop in H as [H H1].
    rewrite (eval_same _ _ _ H). repeat (rewrite ?eval_add, ?eval_mul).
    specialize (IHa _ _ _ H1 _ I). specialize (IHc _ _ _ H2 _ I). specialize (IHd _ _ _ H3 _ I).
    rewrite eval_add, !eval_scale, !eval_mul in IHd. simpl in IHa, IHc.
    set (A := eval a e) in *. set (B := eval b e) in *. set (D := eval c e) in *. set (v := eval x e).
    assert (S : 4 * A * ((A * v + B) * v + D) = Rsqr (2 * A * v + B) + (4 * (A * D) - B * B)) by (unfold Rsqr; ring).
    pose proof (Rle_0_sqr (2 * A * v + B)) as T.
    destruct (Req_dec A 0) as [Z0 | N].
    + rewrite Z0 in *. destruct strict; simpl in *; [nra|]. assert (B = 0) by nra. nra.
    + assert (0 < A) by lra. destruct strict; simpl in *; nra.
Qed.

(** * From a claim to its certificate *)

(** The point with these coordinates. *)
Definition point (l : list R) : nat -> R := fun i => nth i l 0.

(** upper - lower is a positive number times N/D, N D >= 0 and D > 0. *)
Lemma by_quotient k n d lower upper : 0 < k -> 0 <= n * d -> 0 < d -> (upper - lower) * d = k * n -> lower <= upper.
Proof.
  intros K H D E. assert (0 <= n) by nra. assert (0 <= (upper - lower) * d) by (rewrite E; nra). nra.
Qed.

(** The masses of a softmax row by t = exp(-beta (1 - rho)): another token has t times the mass of the token itself. *)
Lemma other_mass t rho : 0 < t -> rho < 1 -> exp (- (ln t / (1 - rho)) * rho) = t * exp (- (ln t / (1 - rho))).
Proof.
  intros. rewrite <- (exp_ln t) at 2 by easy. rewrite <- exp_plus. f_equal. field. lra.
Qed.

(** The weights of the row do not depend on the mass. *)
Lemma weights m t n : 0 < m -> 0 < t -> 1 <= n ->
  t * m / (m + (n - 1) * (t * m)) = t / (1 + (n - 1) * t) /\
  m / (m + (n - 1) * (t * m)) = 1 / (1 + (n - 1) * t) /\
  (n - 1) * (t * m) / (m + (n - 1) * (t * m)) = (n - 1) * t / (1 + (n - 1) * t) /\
  (m - t * m) / (m + (n - 1) * (t * m)) = (1 - t) / (1 + (n - 1) * t).
Proof.
  intros M T N. assert (0 <= (n - 1) * t) by nra. assert (0 <= (n - 1) * (t * m)) by (apply Rmult_le_pos; nra).
  repeat split; field; lra.
Qed.

Ltac by_mass :=
  repeat match goal with |- context [exp (- (ln ?t / (1 - ?rho)) * ?rho)] => rewrite (other_mass t rho) by lra end;
  try match goal with |- context [exp (- (ln ?t / (1 - ?rho))) + (?n - 1) * _] =>
    let w := fresh in
    destruct (weights (exp (- (ln t / (1 - rho)))) t n (exp_pos _)) as (? & ? & ? & w); [lra | lra |];
    repeat match goal with H : ?x = ?y |- context [?x] => rewrite H end;
    repeat match goal with H : _ / _ = _ |- _ => clear H end end.

(** With h = 1/n for n. *)
Ltac by_reciprocal n :=
  match goal with
  | low : ?m <= n |- _ =>
      assert (0 < / n) by (apply Rinv_0_lt_compat; lra);
      assert (/ n <= / m) by (apply Rinv_le_contravar; lra);
      let E := fresh in
      set (h := / n) in *; assert (E : n = / h) by (unfold h; symmetry; apply Rinv_inv);
      clearbody h; clear low; subst n
  end.

(** Each coordinate is in its range. *)
Ltac in_its_box :=
  cbv [in_box within below value shift point nth fst snd Qnum Qden];
  repeat match goal with |- _ /\ _ => split end; try exact I;
  try (intros []; lra); lra.

(** A polynomial is positive at a point, by its certificate. *)
Ltac positive box t p e :=
  let H := fresh "positive" in
  assert (H : below true 0 (eval p (point e)))
    by (apply (sound t true box); [vm_cast_no_check (eq_refl true) | cbv [box]; in_its_box]);
  cbv [below p eval shift point nth] in H.

Ltac nonzero :=
  repeat split;
  first [apply Rgt_not_eq; lra | apply Rlt_not_eq; lra | apply Rgt_not_eq; nra | apply Rlt_not_eq; nra].

(** lower <= upper, since upper - lower = k N/D, N D >= 0 and D > 0 by certificates. *)
Ltac by_certificate box t n d e k :=
  apply (by_quotient k (eval n (point e)) (eval d (point e)));
  [ lra
  | rewrite <- eval_mul; apply (sound t false box); [vm_cast_no_check (eq_refl true) | cbv [box]; in_its_box]
  | cbv [d eval shift point nth]; lra
  | cbv [n d eval shift point nth]; field; nonzero ].
