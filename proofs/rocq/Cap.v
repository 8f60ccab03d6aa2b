(** Scores capped before they are scaled (H14): the capped gap is largest at one beta. *)
From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.

(** c (tanh(beta/c) - tanh(rho beta/c)), the gap of capped scores, and what it is in units of the cap. *)
Definition capped_gap (c rho beta : R) : R := c * (tanh (beta / c) - tanh (rho * (beta / c))).

Lemma cosh_positive x : 0 < cosh x.
Proof. unfold cosh. generalize (exp_pos x) (exp_pos (- x)); lra. Qed.

Lemma cosh_grows a b : - b <= a -> a <= b -> cosh a <= cosh b.
Proof.
  intros H G. unfold cosh.
  assert (U : exp a <= exp b) by (destruct (Req_dec a b) as [->|N]; [lra|apply Rlt_le, exp_increasing; lra]).
  assert (V : exp (- b) <= exp a) by (destruct (Req_dec (- b) a) as [->|N]; [lra|apply Rlt_le, exp_increasing; lra]).
  assert (A : exp a * exp (- a) = 1) by (rewrite <- exp_plus, Rplus_opp_r; apply exp_0).
  assert (B : exp b * exp (- b) = 1) by (rewrite <- exp_plus, Rplus_opp_r; apply exp_0).
  pose proof (exp_pos (- a)) as P. pose proof (exp_pos (- b)) as Q. pose proof (exp_pos a). pose proof (exp_pos b).
  set (x := exp a) in *. set (y := exp b) in *. set (u := exp (- a)) in *. set (v := exp (- b)) in *.
  assert (E : (y + v) - (x + u) = (y - x) * (1 - u * v)).
  { replace ((y - x) * (1 - u * v)) with (y - x - u * (y * v) + v * (x * u)) by ring. rewrite A, B. ring. }
  assert (u * v <= 1) by (rewrite <- A, Rmult_comm; apply Rmult_le_compat_r; lra).
  assert (0 <= (y - x) * (1 - u * v)) by (apply Rmult_le_pos; lra). lra.
Qed.

Lemma cosh_product a b : 2 * (cosh a * cosh b) = cosh (a + b) + cosh (a - b).
Proof.
  unfold cosh. replace (- (a + b)) with (- a + - b) by ring. replace (- (a - b)) with (- a + b) by ring.
  replace (a - b) with (a + - b) by ring. rewrite !exp_plus. field.
Qed.

(** cosh (rho s)/cosh s falls. *)
Lemma cosh_ratio rho s t : 0 < rho < 1 -> 0 <= s <= t -> cosh (rho * t) * cosh s <= cosh (rho * s) * cosh t.
Proof.
  intros Hr H. apply (Rmult_le_reg_l 2); [lra|]. rewrite !cosh_product.
  assert (rho * s <= s) by nra. assert (rho * t <= t) by nra. assert (0 <= rho * s) by nra.
  assert (rho * (t - s) <= t - s) by nra. assert (0 <= rho * (t - s)) by nra.
  assert (cosh (rho * t + s) <= cosh (rho * s + t)) by (apply cosh_grows; nra).
  assert (cosh (rho * s - t) = cosh (t - rho * s)).
  { unfold cosh. replace (- (rho * s - t)) with (t - rho * s) by ring. replace (- (t - rho * s)) with (rho * s - t) by ring. lra. }
  assert (cosh (rho * t - s) <= cosh (t - rho * s)) by (apply cosh_grows; nra). lra.
Qed.

Lemma tanh_exp t : (exp t - exp (- t)) / (exp t + exp (- t)) = tanh t.
Proof. unfold tanh, sinh, cosh. field. generalize (exp_pos t) (exp_pos (- t)); lra. Qed.

Lemma tanh_derivative x : is_derive tanh x (/ cosh x ^ 2).
Proof.
  pose proof (cosh_positive x) as P.
  assert (cosh x ^ 2 - sinh x ^ 2 = 1).
  { unfold cosh, sinh. rewrite exp_Ropp. field. generalize (exp_pos x); lra. }
  assert (Q : 0 < exp x + exp (- x)) by (generalize (exp_pos x) (exp_pos (- x)); lra).
  apply (is_derive_ext (fun x => (exp x - exp (- x)) / (exp x + exp (- x)))).
  { exact tanh_exp. }
  evar (d : R). replace (/ cosh x ^ 2) with d; unfold d; clear d; [auto_derive; [lra|reflexivity]|].
  assert (E : exp x * exp (- x) = 1) by (rewrite <- exp_plus, Rplus_opp_r; apply exp_0).
  unfold cosh. set (u := exp x) in *. set (v := exp (- x)) in *.
  apply (Rmult_eq_reg_r ((u + v) ^ 2)); [|apply pow_nonzero; lra].
  transitivity (4 * (u * v)); [field; lra|rewrite E; field; lra].
Qed.

Lemma square_le u v : u <= v -> 0 <= u -> u ^ 2 <= v ^ 2.
Proof. intros H P. apply pow_incr; lra. Qed.

(* formal: H14.maximum *)
Theorem capped_gap_maximum c rho x beta :
  0 < c -> 0 < rho < 1 -> 0 < x -> cosh x ^ 2 * rho = cosh (rho * x) ^ 2 -> 0 <= beta ->
  capped_gap c rho beta <= capped_gap c rho (c * x).
Proof.
  intros Hc Hr Hx Peak Hb. unfold capped_gap. replace (c * x / c) with x by (field; lra).
  set (y := beta / c). assert (Hy : 0 <= y) by (apply Rmult_le_pos; [trivial|apply Rlt_le, Rinv_0_lt_compat; trivial]).
  apply Rmult_le_compat_l; [lra|].
  set (f := fun z => tanh z - tanh (rho * z)). set (df := fun z => / cosh z ^ 2 - rho * / cosh (rho * z) ^ 2).
  assert (D : forall z, is_derive f z (df z)).
  { intros z. apply (is_derive_minus (V := R_NormedModule)); [apply tanh_derivative|].
    apply (is_derive_comp (V := R_NormedModule) tanh (fun z => rho * z)); [apply tanh_derivative|].
    auto_derive; trivial; ring. }
  assert (Sign : forall z, 0 <= z -> (z <= x -> 0 <= df z) /\ (x <= z -> df z <= 0)).
  { intros z Hz. pose proof (cosh_positive z); pose proof (cosh_positive (rho * z)).
    pose proof (cosh_positive x); pose proof (cosh_positive (rho * x)).
    assert (A : df z = (cosh (rho * z) ^ 2 - rho * cosh z ^ 2) / (cosh z ^ 2 * cosh (rho * z) ^ 2)) by (unfold df; field; lra).
    assert (B : 0 < cosh z ^ 2 * cosh (rho * z) ^ 2) by (apply Rmult_lt_0_compat; apply pow_lt; trivial).
    rewrite A. split; intros L.
    - apply Rmult_le_pos; [|now apply Rlt_le, Rinv_0_lt_compat].
      pose proof (cosh_ratio rho z x Hr (conj Hz L)) as C.
      apply square_le in C; [|apply Rmult_le_pos; lra]. rewrite !Rpow_mult_distr, <- Peak in C.
      assert (0 < cosh x ^ 2) by (apply pow_lt; trivial). apply (Rmult_le_reg_r (cosh x ^ 2)); trivial. lra.
    - apply Rmult_le_reg_r with (cosh z ^ 2 * cosh (rho * z) ^ 2); trivial. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra.
      pose proof (cosh_ratio rho x z Hr (conj (Rlt_le _ _ Hx) L)) as C.
      apply square_le in C; [|apply Rmult_le_pos; lra]. rewrite !Rpow_mult_distr, <- Peak in C.
      assert (0 < cosh x ^ 2) by (apply pow_lt; trivial). apply (Rmult_le_reg_r (cosh x ^ 2)); trivial. lra. }
  destruct (Rle_or_lt y x) as [L|L].
  - destruct (MVT_gen f y x df) as [z [Hz E]]; [intros; apply D| |].
    { intros z _. apply continuity_pt_filterlim, (ex_derive_continuous f z). exists (df z); apply D. }
    rewrite Rmin_left, Rmax_right in Hz by lra. destruct (Sign z ltac:(lra)) as [P _].
    assert (0 <= df z * (x - y)) by (apply Rmult_le_pos; [apply P|]; lra). unfold f in E; lra.
  - destruct (MVT_gen f x y df) as [z [Hz E]]; [intros; apply D| |].
    { intros z _. apply continuity_pt_filterlim, (ex_derive_continuous f z). exists (df z); apply D. }
    rewrite Rmin_left, Rmax_right in Hz by lra. destruct (Sign z ltac:(lra)) as [_ P].
    assert (df z * (y - x) <= 0) by (assert (df z <= 0) by (apply P; lra); nra). unfold f in E; lra.
Qed.
