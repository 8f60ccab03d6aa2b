(** Numbers, certified by coq-interval: a second kernel besides the balls of python-flint.

    The interval arithmetic is run on plain integers of the proof kernel (StdZRadix2), so that no primitive
    floating point number is trusted: the axioms are the classical reals and excluded middle only. *)
From Coq Require Import Reals Lra Lia.
From Interval Require Import Specific_stdz Specific_ops Tactic.
From critscale Require Import Definitions Identities Limits Weights Critical Threshold Entropy CriticalEntropy.
Module Float := SpecificFloat StdZRadix2.
Module Enclosure := IntervalTactic Float.
Import Enclosure.
Open Scope R_scope.

(* formal: A5b.cosine.enclosure.n1000 *)
Theorem critical_cosine_1000 rho : 2 / 10 <= rho <= 8 / 10 ->
  Rabs (output_cosine (critical_row rho 1000) rho 0 - 4 * rho / (1 + 3 * rho)) <= 1 / 1000.
Proof.
  intros H. rewrite cosine_excess by lra. unfold critical_denominator.
  interval with (i_bisect rho, i_autodiff rho, i_prec 60).
Qed.

(* formal: A5b.cosine.enclosure.n1000000 *)
Theorem critical_cosine_1000000 rho : 2 / 10 <= rho <= 8 / 10 ->
  Rabs (output_cosine (critical_row rho (10 ^ 6)) rho 0 - 4 * rho / (1 + 3 * rho)) <= 1 / 10 ^ 6.
Proof.
  intros H. rewrite cosine_excess by lra. unfold critical_denominator.
  interval with (i_bisect rho, i_autodiff rho, i_prec 90).
Qed.

(* formal: A1.self-weight.enclosure.box *)
Theorem self_weight_box gamma rho n : 1 <= gamma <= 11 / 10 -> 2 / 10 <= rho <= 3 / 10 -> 10 ^ 3 <= n <= 10 ^ 6 ->
  1 / 100 <= self_weight (scaled_row gamma rho n) <= 1 / 3.
Proof.
  intros Hg Hrho Hn. unfold scaled_row. rewrite self_weight_exact, scaled_odds_power by lra. unfold Rpower.
  interval with (i_prec 40).
Qed.

(* formal: A1.self-weight.enclosure.n1000 *)
Theorem self_weight_1000 :
  Rabs (self_weight (scaled_row (13 / 10) (3 / 10) 1000) - 0.34962283830275862352) <= 1 / 10 ^ 20.
Proof. rewrite self_weight_scaled by lra. unfold Rpower. interval with (i_prec 100). Qed.

(* formal: A5b.contraction.enclosure.n1000 *)
Theorem critical_contraction_1000 :
  Rabs (contraction (critical_row (3 / 10) 1000) (3 / 10) 0 - 0.52540205852109681939) <= 1 / 10 ^ 20.
Proof. rewrite contraction_critical_exact by lra. interval with (i_prec 100). Qed.

(* formal: A8.row-entropy.enclosure.n1000000 *)
Theorem critical_entropy_1000000 :
  Rabs (simplex_entropy (1 / (1 - 3 / 10) * ln (10 ^ 6)) (3 / 10) (10 ^ 6) - 7.6008985056625909307) <= 1 / 10 ^ 19.
Proof. rewrite row_entropy_critical_exact by lra. interval with (i_prec 100). Qed.

(* formal: A10.threshold.enclosure.n1000 *)
Theorem threshold_1000 : Rabs (threshold_beta (3 / 10) 1000 - 9.8667925409265050265) <= 1 / 10 ^ 19.
Proof. unfold threshold_beta. interval with (i_prec 100). Qed.

(* formal: A3.cosine.enclosure.n1000000 *)
Theorem supercritical_cosine_1000000 :
  Rabs (output_cosine (scaled_row 2 (3 / 10) (10 ^ 6)) (3 / 10) 0 - 0.3016713820166987914334) <= 1 / 10 ^ 20.
Proof.
  unfold scaled_row; rewrite simplex_row_from_odds, scaled_odds by lra.
  cbv beta iota zeta delta [output_cosine output_inner_product output_norm_squared collapsed common
    from_odds from_masses self_weight self_weight_complement other_weight weight_gap Rpower].
  interval with (i_prec 120).
Qed.

(* formal: A6.self-weight-complement.enclosure.googol *)
Theorem self_weight_googol :
  Rabs ((1 - self_weight (scaled_row 2 (3 / 10) (10 ^ 100))) * 10 ^ 40 - 1) <= 1 / 10 ^ 30.
Proof. rewrite self_weight_scaled by lra. unfold Rpower. interval with (i_prec 300). Qed.
