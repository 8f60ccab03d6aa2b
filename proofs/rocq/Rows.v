(** Every attention row: bounds that hold whatever the gaps and however many (E2, E22 to E29).

    A row is the top key and the competitors 0, ..., m at the gaps D 0, ..., D m.  Each bound is an inequality in one variable for
    each key, summed; no property of the row is used but the numbers the bound speaks of. *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.

(** Sums over the competitors. *)
Notation total f m := (sum_f_R0 f m).

Lemma total_affine a b c f g m :
  total (fun k => a + b * f k + c * g k) m = a * (INR m + 1) + b * total f m + c * total g m.
Proof.
  induction m; [simpl; lra|].
  rewrite !tech5, IHm, S_INR; ring.
Qed.

Lemma total_le f g m : (forall k, (k <= m)%nat -> f k <= g k) -> total f m <= total g m.
Proof. intros H; now apply sum_Rle. Qed.

Lemma competitors_positive m : 0 < INR m + 1.
Proof. generalize (pos_INR m); lra. Qed.

(** The tangent of exp at a. *)
Lemma tangent a x : exp a * (1 + (x - a)) <= exp x.
Proof.
  replace x with (a + (x - a)) at 2 by ring. rewrite exp_plus.
  apply Rmult_le_compat_l; [apply Rlt_le, exp_pos|].
  destruct (Req_dec (x - a) 0) as [->|H]; [rewrite exp_0; lra|].
  now apply Rlt_le, exp_ineq1.
Qed.

(** A function that is 0 at 0 and does not fall is not negative on [0, x]. *)
Lemma grows f df x : f 0 = 0 -> (forall y, is_derive f y (df y)) -> (forall y, 0 <= y -> 0 <= df y) -> 0 <= x -> 0 <= f x.
Proof.
  intros F D P Hx.
  destruct (MVT_gen f 0 x df) as [c [Hc E]].
  - intros; apply D.
  - intros y _. apply continuity_pt_filterlim, (ex_derive_continuous f y). exists (df y); apply D.
  - rewrite Rmin_left, Rmax_right in Hc by lra. rewrite F in E.
    assert (0 <= df c) by (apply P; lra). nra.
Qed.

Lemma second_order_above x : 0 <= x -> x ^ 2 / 2 <= exp x - 1 - x.
Proof.
  intros H. assert (0 <= exp x - 1 - x - x ^ 2 / 2); [|lra].
  apply (grows (fun x => exp x - 1 - x - x ^ 2 / 2) (fun x => exp x - 1 - x)); trivial.
  - rewrite exp_0; lra.
  - intros y; auto_derive; trivial; field.
  - intros y Hy. generalize (tangent 0 y); rewrite exp_0; lra.
Qed.

Lemma second_order_below x : x <= 0 -> exp x - 1 - x <= x ^ 2 / 2.
Proof.
  intros H. assert (0 <= (fun y => y ^ 2 / 2 + 1 - y - exp (- y)) (- x)) as G;
    [|cbv beta in G; rewrite Ropp_involutive in G; nra].
  apply (grows (fun y => y ^ 2 / 2 + 1 - y - exp (- y)) (fun y => y - 1 + exp (- y))); [cbv beta; rewrite Ropp_0, exp_0; lra| | |lra].
  - intros y; auto_derive; trivial; field.
  - intros y Hy. generalize (tangent 0 (- y)); rewrite exp_0; lra.
Qed.

(** x (exp x + 1) >= 2 (exp x - 1). *)
Lemma logarithmic_mean x : 0 <= x -> 0 <= x * (exp x + 1) - 2 * (exp x - 1).
Proof.
  apply (grows (fun x => x * (exp x + 1) - 2 * (exp x - 1)) (fun x => x * exp x - exp x + 1)).
  - rewrite exp_0; lra.
  - intros y; auto_derive; trivial; ring.
  - intros y Hy. generalize (tangent y 0); rewrite exp_0; lra.
Qed.

(** (exp x - 1 - x)/x^2 does not fall. *)
Lemma second_order_ratio c d : 0 < c -> c <= d -> (exp c - 1 - c) / c ^ 2 <= (exp d - 1 - d) / d ^ 2.
Proof.
  intros Hc Hd. destruct (Req_dec c d) as [->|N]; [lra|].
  destruct (MVT_gen (fun x => (exp x - 1 - x) / x ^ 2) c d
              (fun x => (x * (exp x + 1) - 2 * (exp x - 1)) / x ^ 3)) as [e [He E]].
  - intros y Hy; rewrite Rmin_left in Hy by lra. auto_derive; [|field]; nra.
  - intros y Hy; rewrite Rmin_left in Hy by lra.
    apply continuity_pt_filterlim, (ex_derive_continuous (fun x => (exp x - 1 - x) / x ^ 2) y). auto_derive; nra.
  - rewrite Rmin_left in He by lra. cbv beta in E.
    assert (0 <= (e * (exp e + 1) - 2 * (exp e - 1)) / e ^ 3).
    { apply Rmult_le_pos; [apply logarithmic_mean; lra|]. apply Rlt_le, Rinv_0_lt_compat, pow_lt; lra. }
    nra.
Qed.

(** Bennett: the parabola that touches exp - 1 - x at 0 and meets it at d > 0 is above it up to d. *)
Lemma parabola c d : 0 < d -> c <= d -> exp c <= 1 + c + c ^ 2 * ((exp d - 1 - d) / d ^ 2).
Proof.
  intros Hd H.
  destruct (Rle_or_lt c 0) as [N|P].
  - assert (1 / 2 <= (exp d - 1 - d) / d ^ 2).
    { apply (Rmult_le_reg_r (d ^ 2)); [apply pow_lt; lra|].
      replace ((exp d - 1 - d) / d ^ 2 * d ^ 2) with (exp d - 1 - d) by (field; lra).
      generalize (second_order_above d); lra. }
    generalize (second_order_below c N) (pow2_ge_0 c); nra.
  - generalize (second_order_ratio c d P H). intros R.
    apply (Rmult_le_compat_l (c ^ 2)) in R; [|apply pow2_ge_0].
    replace (c ^ 2 * ((exp c - 1 - c) / c ^ 2)) with (exp c - 1 - c) in R by (field; lra). lra.
Qed.

(** The chord of exp from 0 to r. *)
Lemma chord x r : 0 <= x <= r -> 0 < r -> r * (exp x - 1) <= x * (exp r - 1).
Proof.
  intros H P. generalize (tangent x r) (tangent x 0); rewrite exp_0; intros A B.
  apply (Rmult_le_compat_l x) in A; [|lra]. apply (Rmult_le_compat_l (r - x)) in B; [|lra].
  pose proof (exp_pos x). nra.
Qed.

Lemma log_tangent x : 0 < x -> ln x <= x - 1.
Proof. intros H. generalize (tangent 0 (ln x)). rewrite exp_0, exp_ln by trivial. lra. Qed.

Section Row.
  Variables (beta : R) (D : nat -> R) (m : nat).
  Hypothesis Hbeta : 0 <= beta.
  Let N := INR m + 1.
  Let S := total (fun k => exp (- (beta * D k))) m.

  Lemma masses_positive : 0 < S.
  Proof.
    unfold S. apply Rlt_le_trans with (0 * (INR m + 1) + exp (- (beta * D O))); [generalize (exp_pos (- (beta * D O))); lra|].
    clear. induction m as [|j IH]; [simpl; lra|].
    rewrite tech5. generalize (exp_pos (- (beta * D (Datatypes.S j)))); lra.
  Qed.

  (** Jensen. *)
  Lemma jensen : N * exp (- (beta * (total D m / N))) <= S.
  Proof.
    pose proof (competitors_positive m) as P. fold N in P. set (a := - (beta * (total D m / N))).
    apply Rle_trans with (total (fun k => exp a * (1 - a) + - (exp a * beta) * D k + 0 * D k) m).
    - rewrite total_affine; fold N. unfold a at 3. right; field; lra.
    - apply total_le; intros k _. generalize (tangent a (- (beta * D k))); lra.
  Qed.

  (** Bennett: near is below every gap, the rest of the row enters by its mean and its variance. *)
  Lemma bennett near : (forall k, (k <= m)%nat -> near <= D k) -> near < total D m / N -> 0 < beta ->
    let mean := total D m / N in let v := total (fun k => D k ^ 2) m / N - mean ^ 2 in let d := mean - near in
    S <= N * (v / (v + d ^ 2) * exp (- (beta * near)) + (1 - v / (v + d ^ 2)) * exp (- (beta * (mean + v / d)))).
  Proof.
    intros Hnear Hd B mean v d. pose proof (competitors_positive m) as P. fold N in P.
    assert (Pd : 0 < d) by (unfold d, mean; lra).
    assert (Pv : 0 <= v).
    { assert (0 <= N * v); [|nra].
      replace (N * v) with (total (fun k => mean ^ 2 + (- 2 * mean) * D k + 1 * D k ^ 2) m).
      - apply Rle_trans with (total (fun _ => 0 + 0 * 0 + 0 * 0) m).
        + rewrite (total_affine 0 0 0 (fun _ => 0) (fun _ => 0)); lra.
        + apply total_le; intros k _. generalize (pow2_ge_0 (mean - D k)); nra.
      - rewrite total_affine; fold N. unfold v, mean; field; lra. }
    set (q := v / d). assert (Pq : 0 <= q) by (apply Rmult_le_pos; [trivial|apply Rlt_le, Rinv_0_lt_compat; trivial]).
    set (C := beta * (d + q)). assert (PC : 0 < C) by (unfold C; nra).
    set (phi := (exp C - 1 - C) / C ^ 2). set (low := exp (- (beta * (mean + q)))).
    apply Rle_trans with (total (fun k => low * (1 + beta * (mean + q) + beta ^ 2 * (mean + q) ^ 2 * phi)
      + low * (- beta - 2 * beta ^ 2 * (mean + q) * phi) * D k + low * (beta ^ 2 * phi) * D k ^ 2) m).
    - apply total_le; intros k Hk. set (c := beta * (mean + q - D k)).
      assert (c <= C) by (unfold c, C, d; generalize (Hnear k Hk); nra).
      replace (- (beta * D k)) with (- (beta * (mean + q)) + c) by (unfold c; ring). rewrite exp_plus; fold low.
      replace (low * (1 + beta * (mean + q) + beta ^ 2 * (mean + q) ^ 2 * phi)
        + low * (- beta - 2 * beta ^ 2 * (mean + q) * phi) * D k + low * (beta ^ 2 * phi) * D k ^ 2)
        with (low * (1 + c + c ^ 2 * phi)) by (unfold c; ring).
      apply Rmult_le_compat_l; [apply Rlt_le, exp_pos|]. now apply parabola.
    - rewrite total_affine; fold N. right.
      replace (total (fun k => D k ^ 2) m) with (N * (v + mean ^ 2)) by (unfold v; field; lra).
      replace (total D m) with (N * mean) by (unfold mean; field; lra).
      replace (exp (- (beta * near))) with (low * exp C)
        by (unfold low, C; rewrite <- exp_plus; f_equal; unfold d; ring).
      replace v with (q * d) by (unfold q; field; lra).
      unfold phi. fold low. set (E := exp C). clearbody E low. unfold C. field. repeat split; nra.
  Qed.

  (** What the range of the logits says of the masses: no more than 1, no less than exp (- r). *)
  Variable r : R.
  Hypothesis Hr : 0 < r.
  Hypothesis Hgaps : forall k, (k <= m)%nat -> 0 <= D k.
  Hypothesis Hrange : forall k, (k <= m)%nat -> beta * D k <= r.
  Let t := exp (- r).

  Lemma mass_bounds k : (k <= m)%nat -> t <= exp (- (beta * D k)) <= 1.
  Proof.
    intros Hk. generalize (Hgaps k Hk) (Hrange k Hk); intros A B. unfold t. split.
    - destruct (Req_dec (beta * D k) r) as [->|Ne]; [lra|]. apply Rlt_le, exp_increasing; lra.
    - rewrite <- exp_0. destruct (Req_dec (beta * D k) 0) as [->|Ne]; [rewrite Ropp_0; lra|].
      apply Rlt_le, exp_increasing; nra.
  Qed.

  Lemma least_masses : N * t <= S.
  Proof.
    apply Rle_trans with (total (fun k => t + 0 * D k + 0 * D k) m).
    - rewrite total_affine; fold N; lra.
    - apply total_le; intros k Hk. generalize (mass_bounds k Hk); lra.
  Qed.

  (** The chord: sum x exp (- x) >= K sum (1 - exp (- x)), K = r/(exp r - 1). *)
  Lemma entropic : r / (exp r - 1) * (N - S) <= beta * total (fun k => exp (- (beta * D k)) * D k) m.
  Proof.
    assert (E : 0 < exp r - 1) by (generalize (exp_ineq1 r); lra).
    rewrite scal_sum.
    apply Rle_trans with (total (fun k => r / (exp r - 1) + - (r / (exp r - 1)) * exp (- (beta * D k)) + 0 * D k) m).
    - rewrite total_affine; fold N S; lra.
    - apply total_le; intros k Hk. generalize (Hgaps k Hk) (Hrange k Hk); intros A B.
      set (x := beta * D k) in *. assert (0 <= x) by (unfold x; nra).
      assert (F : r * (exp x - 1) <= x * (exp r - 1)) by (apply chord; lra).
      replace (exp (- x) * D k * beta) with (exp (- x) * x) by (unfold x; ring).
      assert (Ex : exp (- x) * exp x = 1) by (rewrite <- exp_plus, Rplus_opp_l, exp_0; trivial).
      apply (Rmult_le_reg_r (exp r - 1)); trivial.
      replace ((r / (exp r - 1) + - (r / (exp r - 1)) * exp (- x) + 0 * D k) * (exp r - 1)) with (r * (1 - exp (- x)))
        by (field; lra).
      generalize (exp_pos (- x)); intros. nra.
  Qed.

  (** Kantorovich: (1 - u)(u - t) >= 0, summed. *)
  Lemma squares : total (fun k => exp (- (2 * beta * D k))) m <= (1 + t) * S - t * N.
  Proof.
    apply Rle_trans with (total (fun k => - t + (1 + t) * exp (- (beta * D k)) + 0 * D k) m).
    - apply total_le; intros k Hk. generalize (mass_bounds k Hk); intros A.
      replace (- (2 * beta * D k)) with (- (beta * D k) + - (beta * D k)) by ring. rewrite exp_plus.
      set (u := exp (- (beta * D k))) in *. nra.
    - rewrite total_affine; fold N S; lra.
  Qed.
End Row.

(** What the package says of a row. *)
Definition competitors (m : nat) : R := INR m + 2 - 1.
Definition partition (beta : R) (D : nat -> R) (m : nat) : R := exp (- (beta * 0)) + total (fun k => exp (- (beta * D k))) m.
Definition mean (D : nat -> R) (m : nat) : R := total (fun k => D k) m / competitors m.
Definition variance (D : nat -> R) (m : nat) : R := total (fun k => D k ^ 2) m / competitors m - mean D m ^ 2.
Definition entropy (beta : R) (D : nat -> R) (m : nat) : R :=
  ln (partition beta D m) + beta * ((exp (- (beta * 0)) * 0 + total (fun k => exp (- (beta * D k)) * D k) m) / partition beta D m).
Definition share (near : R) (D : nat -> R) (m : nat) : R := variance D m / (variance D m + (mean D m - near) ^ 2).
Definition loss (r t : R) : R := r / (1 - t) - 1 - ln (r / (1 - t)).

Lemma inverse_le x y : 0 < x -> x <= y -> 1 / y <= 1 / x.
Proof. intros; apply Rmult_le_compat_l; [lra|]. now apply Rinv_le_contravar. Qed.

Lemma top_mass beta : exp (- (beta * 0)) = 1.
Proof. rewrite Rmult_0_r, Ropp_0; apply exp_0. Qed.

(* claim: E22.jensen.row *)
Theorem jensen_row (beta : R) : 0 <= beta ->
  forall (D : nat -> R) (m : nat), (forall k : nat, (k <= m)%nat -> 0 <= D k) ->
  1 / partition beta D m <= 1 / (1 + competitors m * exp (- (beta * mean D m))).
Proof.
  intros B D m _. pose proof (competitors_positive m). unfold partition, mean, competitors. rewrite top_mass.
  replace (INR m + 2 - 1) with (INR m + 1) by ring.
  apply inverse_le; [generalize (exp_pos (- (beta * (total (fun k => D k) m / (INR m + 1))))); intros; nra|].
  generalize (jensen beta D m); change (total (fun k => D k) m) with (total D m); lra.
Qed.

(* claim: E23.bennett.row *)
Theorem bennett_row (beta near : R) : 0 <= beta ->
  forall (D : nat -> R) (m : nat), (forall k : nat, (k <= m)%nat -> 0 <= D k) ->
  (forall k : nat, (k <= m)%nat -> near <= D k) ->
  1 / (1 + competitors m * (share near D m * exp (- (beta * near))
    + (1 - share near D m) * exp (- (beta * (mean D m + variance D m / (mean D m - near))))))
  <= 1 / partition beta D m.
Proof.
  intros B D m _ Hnear. pose proof (competitors_positive m) as P. pose proof (masses_positive beta D m) as Z.
  unfold share, variance, partition, mean, competitors. rewrite top_mass.
  replace (INR m + 2 - 1) with (INR m + 1) by ring. change (total (fun k => D k) m) with (total D m).
  apply inverse_le; [lra|]. apply Rplus_le_compat_l.
  destruct (Req_dec beta 0) as [->|Nb].
  - rewrite (sum_eq _ (fun k => 1 + 0 * D k + 0 * D k)) by (intros; rewrite Rmult_0_l, Ropp_0, exp_0; lra).
    rewrite total_affine, !Rmult_0_l, !Ropp_0, exp_0; lra.
  - destruct (Rle_or_lt (total D m / (INR m + 1)) near) as [L|L].
    + assert (E : forall k, (k <= m)%nat -> D k = near).
      { assert (T : total (fun k => D k - near) m <= 0).
        { rewrite (sum_eq _ (fun k => - near + 1 * D k + 0 * D k)) by (intros; lra). rewrite total_affine.
          apply (Rmult_le_compat_r (INR m + 1)) in L; [|lra].
          replace (total D m / (INR m + 1) * (INR m + 1)) with (total D m) in L by (field; lra). lra. }
        clear -T Hnear. induction m as [|j IH]; intros k Hk.
        - replace k with O by lia. simpl in T. generalize (Hnear O (le_n _)); lra.
        - rewrite tech5 in T. generalize (Hnear (S j) (le_n _)); intros A.
          assert (Q : 0 <= total (fun k => D k - near) j).
          { rewrite <- (Rmult_0_l (INR (S j))), <- sum_cte. apply sum_Rle; intros; generalize (Hnear n ltac:(lia)); lra. }
          destruct (Nat.eq_dec k (S j)) as [->|Ne]; [lra|]. apply IH; [intros; apply Hnear; lia|lra|lia]. }
      rewrite (sum_eq (fun k => exp (- (beta * D k))) (fun k => exp (- (beta * near)) + 0 * D k + 0 * D k))
        by (intros; rewrite E by trivial; lra).
      rewrite (sum_eq (fun k => D k ^ 2) (fun k => near ^ 2 + 0 * D k + 0 * D k)) by (intros; rewrite E by trivial; lra).
      change (total D m) with (total (fun k => D k) m).
      rewrite (sum_eq (fun k => D k) (fun k => near + 0 * D k + 0 * D k)) by (intros; rewrite E by trivial; lra).
      rewrite !total_affine, !Rmult_0_l, !Rplus_0_r.
      replace (near * (INR m + 1) / (INR m + 1)) with near by (field; lra).
      replace (near ^ 2 * (INR m + 1) / (INR m + 1) - near ^ 2) with 0 by (field; lra).
      unfold Rdiv; rewrite !Rmult_0_l, !Rplus_0_r; lra.
    + generalize (bennett beta D m near Hnear L). cbv zeta. intros H. apply H; lra.
Qed.

(* claim: E25.horizon.row *)
Theorem horizon_row (beta spread : R) : 0 <= beta -> 0 < spread ->
  forall (D : nat -> R) (m : nat), (forall k : nat, (k <= m)%nat -> 0 <= D k) ->
  (forall k : nat, (k <= m)%nat -> beta * D k <= spread) ->
  1 / partition beta D m <= 1 / (1 + competitors m * exp (- spread)).
Proof.
  intros B P D m G H. unfold partition, competitors. rewrite top_mass.
  replace (INR m + 2 - 1) with (INR m + 1) by ring. pose proof (competitors_positive m).
  apply inverse_le; [generalize (exp_pos (- spread)); intros; nra|]. generalize (least_masses beta D m B spread G H); lra.
Qed.

(* claim: E26.entropy.row *)
Theorem entropy_row (beta spread : R) : 0 <= beta -> 0 < spread ->
  forall (D : nat -> R) (m : nat), (forall k : nat, (k <= m)%nat -> 0 <= D k) ->
  (forall k : nat, (k <= m)%nat -> beta * D k <= spread) ->
  ln (INR m + 2) - loss spread (exp (- spread)) <= entropy beta D m.
Proof.
  intros B P D m G H. unfold loss, entropy, partition. rewrite top_mass.
  pose proof (entropic beta D m B spread P G H) as V. pose proof (masses_positive beta D m) as Z.
  set (S := total (fun k => exp (- (beta * D k))) m) in *.
  set (T := total (fun k => exp (- (beta * D k)) * D k) m) in *.
  assert (E : 0 < exp spread - 1) by (generalize (exp_ineq1 spread); lra).
  set (K := spread / (exp spread - 1)) in *.
  assert (PK : 0 < K) by (apply Rmult_lt_0_compat; [lra|apply Rinv_0_lt_compat; lra]).
  assert (Mean : spread / (1 - exp (- spread)) = K * exp spread).
  { rewrite exp_Ropp. unfold K. field. pose proof (exp_pos spread); split; lra. }
  assert (Sum : K * exp spread = K + spread) by (unfold K; field; lra).
  rewrite Mean. rewrite ln_mult, ln_exp by (trivial; apply exp_pos). rewrite Sum.
  pose proof (pos_INR m) as M.
  assert (Tan : ln (K * (INR m + 2) / (1 + S)) <= K * (INR m + 2) / (1 + S) - 1).
  { apply log_tangent. apply Rmult_lt_0_compat; [nra|apply Rinv_0_lt_compat; lra]. }
  unfold Rdiv in Tan at 1. rewrite ln_mult, ln_mult, ln_Rinv in Tan; try lra; try nra; [|apply Rinv_0_lt_compat; lra].
  replace (beta * ((1 * 0 + T) / (1 + S))) with (beta * T / (1 + S)) by (field; lra).
  assert (K * (INR m + 2) / (1 + S) - K <= beta * T / (1 + S)).
  { replace (K * (INR m + 2) / (1 + S) - K) with (K * (INR m + 1 - S) / (1 + S)) by (field; lra).
    apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat; lra|trivial]. }
  lra.
Qed.

(* claim: E27.participation.row *)
Theorem participation_row (beta spread : R) : 0 <= beta -> 0 < spread ->
  forall (D : nat -> R) (m : nat), (forall k : nat, (k <= m)%nat -> 0 <= D k) ->
  (forall k : nat, (k <= m)%nat -> beta * D k <= spread) ->
  (INR m + 2) / ((1 + exp (- spread)) ^ 2 / (4 * exp (- spread)))
  <= partition beta D m ^ 2 / partition (2 * beta) D m.
Proof.
  intros B P D m G H. pose proof (squares beta D m B spread G H) as Q. pose proof (masses_positive (2 * beta) D m) as Z2.
  unfold partition. rewrite !top_mass.
  set (S := total (fun k => exp (- (beta * D k))) m) in *.
  set (W := total (fun k => exp (- (2 * beta * D k))) m) in *.
  set (t := exp (- spread)) in *. assert (Pt : 0 < t) by apply exp_pos. pose proof (pos_INR m) as M.
  replace ((INR m + 2) / ((1 + t) ^ 2 / (4 * t))) with (4 * t * (INR m + 2) / (1 + t) ^ 2)
    by (field; repeat split; nra).
  apply (Rmult_le_reg_r ((1 + t) ^ 2 * (1 + W))); [apply Rmult_lt_0_compat; nra|].
  replace (4 * t * (INR m + 2) / (1 + t) ^ 2 * ((1 + t) ^ 2 * (1 + W))) with (4 * t * (INR m + 2) * (1 + W)) by (field; nra).
  replace ((1 + S) ^ 2 / (1 + W) * ((1 + t) ^ 2 * (1 + W))) with ((1 + S) ^ 2 * (1 + t) ^ 2) by (field; lra).
  apply Rle_trans with (4 * t * (INR m + 2) * ((1 + t) * (1 + S) - t * (INR m + 2))).
  - apply Rmult_le_compat_l; [nra|]. lra.
  - generalize (pow2_ge_0 ((1 + t) * (1 + S) - 2 * t * (INR m + 2))); nra.
Qed.

(** The tangent of 1/(1 + y) at z. *)
Lemma tangent_of_weight y z : 0 <= y -> 0 <= z -> 1 / (1 + z) + z / (1 + z) ^ 2 + - (1 / (1 + z) ^ 2) * y <= 1 / (1 + y).
Proof.
  intros Hy Hz. apply Rminus_le.
  replace (1 / (1 + z) + z / (1 + z) ^ 2 + - (1 / (1 + z) ^ 2) * y - 1 / (1 + y))
    with (- ((y - z) ^ 2 / ((1 + z) ^ 2 * (1 + y)))) by (field; split; lra).
  apply Rge_le, Ropp_0_le_ge_contravar, Rmult_le_pos; [apply pow2_ge_0|].
  apply Rlt_le, Rinv_0_lt_compat, Rmult_lt_0_compat; [apply pow_lt|]; lra.
Qed.

(* claim: E29.annealed.row *)
Theorem annealed_row (beta : R) : 0 <= beta ->
  forall (D : nat -> R) (m : nat), (forall k : nat, (k <= m)%nat -> 0 <= D k) ->
  1 / (1 + partition beta D m)
  <= (1 / (1 + (INR m + 2) * exp (- (beta * 0))) + total (fun k => 1 / (1 + (INR m + 2) * exp (- (beta * D k)))) m) / (INR m + 2).
Proof.
  intros B D m _. pose proof (masses_positive beta D m) as P. unfold partition. rewrite !top_mass.
  set (S := total (fun k => exp (- (beta * D k))) m) in *. pose proof (pos_INR m) as M.
  set (N := INR m + 2) in *. set (z := 1 + S). assert (Hz : 0 <= z) by (unfold z; lra).
  set (a := 1 / (1 + z) + z / (1 + z) ^ 2). set (b := - (1 / (1 + z) ^ 2)).
  assert (T : a * (INR m + 1) + b * N * S <= total (fun k => 1 / (1 + N * exp (- (beta * D k)))) m).
  { apply Rle_trans with (total (fun k => a + b * N * exp (- (beta * D k)) + 0 * D k) m).
    - rewrite total_affine; fold S; lra.
    - apply total_le; intros k _. rewrite Rmult_0_l, Rplus_0_r, Rmult_assoc.
      apply tangent_of_weight; trivial. apply Rmult_le_pos; [unfold N; lra|apply Rlt_le, exp_pos]. }
  assert (U : a + b * (N * 1) <= 1 / (1 + N * 1)) by (apply tangent_of_weight; trivial; unfold N; lra).
  apply (Rmult_le_reg_r N); [unfold N; lra|].
  replace ((1 / (1 + N * 1) + total (fun k => 1 / (1 + N * exp (- (beta * D k)))) m) / N * N)
    with (1 / (1 + N * 1) + total (fun k => 1 / (1 + N * exp (- (beta * D k)))) m) by (field; unfold N; lra).
  apply Rle_trans with (a + b * (N * 1) + (a * (INR m + 1) + b * N * S)); [|lra].
  right. replace (INR m + 1) with (N - 1) by (unfold N; ring). unfold a, b, z. field; lra.
Qed.

(** A rank: (r - 1) j^-r <= (j - 1)^(1 - r) - j^(1 - r), r = 1 + s. *)
Lemma rank_step s j : 0 < s -> 1 < j ->
  exp (- ((1 + s) * ln j)) * s <= exp (- (s * ln (j - 1))) - exp (- (s * ln j)).
Proof.
  intros Hs Hj. set (x := ln j - ln (j - 1)).
  replace (- ((1 + s) * ln j)) with (- (s * ln j) + - ln j) by ring. rewrite exp_plus, exp_Ropp with (x := ln j), exp_ln by lra.
  replace (- (s * ln (j - 1))) with (- (s * ln j) + s * x) by (unfold x; ring). rewrite exp_plus.
  assert (X : / j <= x).
  { assert (L : ln ((j - 1) / j) <= (j - 1) / j - 1) by (apply log_tangent, Rmult_lt_0_compat; [|apply Rinv_0_lt_compat]; lra).
    unfold Rdiv in L at 1. rewrite ln_mult in L by (try apply Rinv_0_lt_compat; lra). rewrite ln_Rinv in L by lra.
    replace ((j - 1) / j - 1) with (- / j) in L by (field; lra). unfold x; lra. }
  generalize (tangent 0 (s * x)); rewrite exp_0; intros T. pose proof (exp_pos (- (s * ln j))) as P.
  apply Rle_trans with (exp (- (s * ln j)) * (s * x)).
  - replace (exp (- (s * ln j)) * / j * s) with (exp (- (s * ln j)) * (s * / j)) by ring.
    apply Rmult_le_compat_l; [lra|]. apply Rmult_le_compat_l; lra.
  - replace (exp (- (s * ln j)) * exp (s * x) - exp (- (s * ln j))) with (exp (- (s * ln j)) * (exp (s * x) - 1)) by ring.
    apply Rmult_le_compat_l; lra.
Qed.

Lemma rank_sum s m : 0 < s -> total (fun k => exp (- ((1 + s) * ln (INR k + 2)))) m * s <= 1 - exp (- (s * ln (INR m + 2))).
Proof.
  intros Hs. induction m as [|j IH].
  - cbn [sum_f_R0 INR]. generalize (rank_step s (0 + 2) Hs ltac:(lra)). replace (0 + 2 - 1) with 1 by ring.
    rewrite ln_1, Rmult_0_r, Ropp_0, exp_0; trivial.
  - rewrite tech5, S_INR, Rmult_plus_distr_r. pose proof (pos_INR j).
    generalize (rank_step s (INR j + 1 + 2) Hs ltac:(lra)). replace (INR j + 1 + 2 - 1) with (INR j + 2) by ring. lra.
Qed.

(* claim: E2.partition.row *)
Theorem partition_row (beta scale : R) : 0 <= beta -> 0 < scale -> scale < beta ->
  forall (D : nat -> R) (m : nat), (forall k : nat, (k <= m)%nat -> 0 <= D k) ->
  (forall k : nat, (k <= m)%nat -> ln (INR k + 2) <= scale * D k) ->
  partition beta D m <= beta / scale / (beta / scale - 1).
Proof.
  intros _ Ps H D m _ G. unfold partition. rewrite top_mass. set (s := beta / scale - 1).
  assert (Hs : 0 < s).
  { unfold s. apply (Rmult_lt_reg_r scale); trivial. replace ((beta / scale - 1) * scale) with (beta - scale) by (field; lra). lra. }
  replace (beta / scale) with (1 + s) by (unfold s; ring).
  assert (T : total (fun k => exp (- (beta * D k))) m <= total (fun k => exp (- ((1 + s) * ln (INR k + 2)))) m).
  { apply total_le; intros k Hk. assert ((1 + s) * ln (INR k + 2) <= beta * D k).
    { replace (beta * D k) with ((1 + s) * (scale * D k)) by (unfold s; field; lra).
      apply Rmult_le_compat_l; [lra|now apply G]. }
    destruct (Req_dec ((1 + s) * ln (INR k + 2)) (beta * D k)) as [->|Ne]; [lra|]. apply Rlt_le, exp_increasing; lra. }
  generalize (rank_sum s m Hs) (exp_pos (- (s * ln (INR m + 2)))); intros A B.
  apply (Rmult_le_reg_r s); trivial. replace ((1 + s) / s * s) with (1 + s) by (field; lra).
  apply (Rmult_le_compat_r s) in T; lra.
Qed.
