(** Monotonicity in beta (A1, A2), with t = exp (- beta (1 - rho)): the self weight and the contraction fall with t.
    C1: the self weight falls as any one mass beside it rises. *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From critscale Require Import Definitions Identities Limits Weights Charts.
Open Scope R_scope.

(** beta at which b/a = t. *)
Definition beta_of (t rho : R) := - (ln t / (1 - rho)).

Section Shares.
  Variables rho t n : R.
  Hypothesis Hrho : rho < 1.
  Hypothesis Ht : 0 < t.
  Hypothesis Hn : 2 <= n.
  Let w := simplex_row (beta_of t rho) rho n.

  Ltac share lemma :=
    unfold w, simplex_row, from_masses, beta_of; simpl; rewrite other_mass, ratio_finite by trivial;
    apply lemma; trivial; apply exp_pos.

  Lemma self_weight_share : self_weight w = 1 / (1 + (n - 1) * t).
  Proof. share own_share. Qed.
  Lemma complement_share : self_weight_complement w = (n - 1) * t / (1 + (n - 1) * t).
  Proof. share others_share. Qed.
  Lemma other_weight_of_ratio : other_weight w = t / (1 + (n - 1) * t).
  Proof. share other_share. Qed.
  Lemma weight_gap_share : weight_gap w = (1 - t) / (1 + (n - 1) * t).
  Proof. share gap_share. Qed.
End Shares.

Lemma fraction_falls n t t_ : 2 <= n -> 0 < t -> t <= t_ -> / (1 + (n - 1) * t_) <= / (1 + (n - 1) * t).
Proof.
  intros. assert (0 < (n - 1) * t) by (apply Rmult_lt_0_compat; lra).
  assert ((n - 1) * t <= (n - 1) * t_) by (apply Rmult_le_compat_l; lra). apply Rinv_le_contravar; lra.
Qed.

(* claim: A1.weights.monotone *)
Theorem self_weight_monotone rho t n t_ : rho < 1 -> 0 < t -> 0 < t_ -> 2 <= n -> t <= t_ ->
  self_weight (simplex_row (beta_of t_ rho) rho n) <= self_weight (simplex_row (beta_of t rho) rho n).
Proof.
  intros. rewrite !self_weight_share by trivial. unfold Rdiv. rewrite !Rmult_1_l. now apply fraction_falls.
Qed.

(** x^2/(x^2 + c (x + k)) rises with x and falls with c. *)
Lemma share_of_square x x_ c c_ k : 0 < k -> 0 <= x_ <= x -> 0 < c <= c_ ->
  x_ ^ 2 / (x_ ^ 2 + c_ * (x_ + k)) <= x ^ 2 / (x ^ 2 + c * (x + k)).
Proof.
  intros Hk Hx Hc. assert (P : 0 < x ^ 2 + c * (x + k)).
  { pose proof (pow2_ge_0 x). assert (0 < c * (x + k)) by (apply Rmult_lt_0_compat; lra). lra. }
  assert (P_ : 0 < x_ ^ 2 + c_ * (x_ + k)).
  { pose proof (pow2_ge_0 x_). assert (0 < c_ * (x_ + k)) by (apply Rmult_lt_0_compat; lra). lra. }
  apply (Rmult_le_reg_r ((x ^ 2 + c * (x + k)) * (x_ ^ 2 + c_ * (x_ + k)))); [now apply Rmult_lt_0_compat|].
  replace (x_ ^ 2 / (x_ ^ 2 + c_ * (x_ + k)) * ((x ^ 2 + c * (x + k)) * (x_ ^ 2 + c_ * (x_ + k))))
    with (x_ ^ 2 * (x ^ 2 + c * (x + k))) by (field; lra).
  replace (x ^ 2 / (x ^ 2 + c * (x + k)) * ((x ^ 2 + c * (x + k)) * (x_ ^ 2 + c_ * (x_ + k))))
    with (x ^ 2 * (x_ ^ 2 + c_ * (x_ + k))) by (field; lra).
  assert (A : x_ ^ 2 * (x + k) <= x ^ 2 * (x_ + k)).
  { replace (x ^ 2 * (x_ + k)) with (x_ ^ 2 * (x + k) + (x - x_) * (x * x_ + k * (x + x_))) by ring.
    assert (0 <= (x - x_) * (x * x_ + k * (x + x_))); [|lra].
    apply Rmult_le_pos; [lra|]. apply Rplus_le_le_0_compat; apply Rmult_le_pos; lra. }
  assert (0 <= x_ ^ 2 * (x + k)) by (apply Rmult_le_pos; [apply pow2_ge_0|lra]).
  assert (c * (x_ ^ 2 * (x + k)) <= c_ * (x ^ 2 * (x_ + k))) by (apply Rmult_le_compat; lra). lra.
Qed.

(* claim: A2.geometry.monotone *)
Theorem contraction_monotone rho r t n t_ : 0 < rho < 1 -> 0 <= r -> 0 < t -> 0 < t_ <= 1 -> 2 <= n -> t <= t_ ->
  contraction (simplex_row (beta_of t_ rho) rho n) rho r <= contraction (simplex_row (beta_of t rho) rho n) rho r.
Proof.
  intros Hrho Hr Ht Ht_ Hn Hle. pose proof (fraction_falls n t t_ Hn Ht Hle) as F.
  assert (Q : 0 < 1 + (n - 1) * t) by (apply spread_positive; lra).
  assert (Q_ : 0 < 1 + (n - 1) * t_) by (apply spread_positive; lra).
  unfold contraction, output_norm_squared, collapsed, common.
  rewrite !complement_share, !other_weight_of_ratio, !weight_gap_share by lra.
  set (y := / (1 + (n - 1) * t)) in *. set (y_ := / (1 + (n - 1) * t_)) in *.
  assert (Y : 0 < y_) by now apply Rinv_0_lt_compat.
  assert (G : forall u, 0 < 1 + (n - 1) * u -> (1 - u) / (1 + (n - 1) * u) = (n * / (1 + (n - 1) * u) - 1) / (n - 1))
    by (intros; field; lra).
  assert (B : forall u, 0 < 1 + (n - 1) * u -> u / (1 + (n - 1) * u) = (1 - / (1 + (n - 1) * u)) / (n - 1))
    by (intros; field; lra).
  assert (C : forall u, 0 < 1 + (n - 1) * u -> (n - 1) * u / (1 + (n - 1) * u) = 1 - / (1 + (n - 1) * u))
    by (intros; field; lra).
  assert (Z_ : 0 <= (1 - t_) / (1 + (n - 1) * t_)) by (apply Rdiv_le_0_compat; lra).
  assert (U : 0 < t / (1 + (n - 1) * t)) by (apply Rdiv_lt_0_compat; lra).
  rewrite (G t_), (B t_), (C t_), (G t), (B t), (C t) by trivial. rewrite (G t_) in Z_ by trivial. rewrite (B t) in U by trivial.
  fold y y_ in Z_, U |- *.
  assert (N : 0 < / (n - 1)) by (apply Rinv_0_lt_compat; lra).
  set (g := (n * y - 1) / (n - 1)). set (g_ := (n * y_ - 1) / (n - 1)) in *.
  assert (Gle : g_ <= g) by (unfold g, g_, Rdiv; apply Rmult_le_compat_r; [lra|]; apply Rplus_le_compat_r, Rmult_le_compat_l; lra).
  assert (Ble : (1 - y) / (n - 1) <= (1 - y_) / (n - 1)) by (unfold Rdiv; apply Rmult_le_compat_r; lra).
  assert (E : forall z, 2 * ((n * z - 1) / (n - 1) + r) + (1 - z) + (1 - z) / (n - 1)
                        = (n * z - 1) / (n - 1) + r + (1 + r)) by (intros; field; lra).
  pose proof (E y) as Ey; pose proof (E y_) as Ey_; fold g in Ey; fold g_ in Ey_. rewrite Ey, Ey_.
  assert (rho * (1 - y) <= rho * (1 - y_)) by (apply Rmult_le_compat_l; lra).
  assert (y < 1). { assert (0 < (1 - y) / (n - 1) * (n - 1)) by (apply Rmult_lt_0_compat; lra).
    replace ((1 - y) / (n - 1) * (n - 1)) with (1 - y) in * by (field; lra). lra. }
  assert (0 < rho * (1 - y)) by (apply Rmult_lt_0_compat; lra).
  apply share_of_square; lra.
Qed.

(** One mass among others: the weight of the token itself falls as that mass rises. *)
(* claim: C1.self-weight.monotone *)
Theorem share_monotone m rest m_ : 0 <= m -> 0 <= rest -> m <= m_ -> 1 / (1 + m_ + rest) <= 1 / (1 + m + rest).
Proof. intros; unfold Rdiv; rewrite !Rmult_1_l; apply Rinv_le_contravar; lra. Qed.
