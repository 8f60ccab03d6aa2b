(** The row entropy (A8): equal to its definition, and its share of ln n in every regime. *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From critscale Require Import Definitions Identities Limits Weights Window.
Open Scope R_scope.

Definition binary_entropy (a : R) := - a * ln a - (1 - a) * ln (1 - a).

Definition entropy_fraction (beta rho n : R) := simplex_entropy beta rho n / ln n.

Section Row.
  Variables beta rho n : R.
  Hypothesis Hn : 2 <= n.
  Let a := self_weight (simplex_row beta rho n).
  Let b := other_weight (simplex_row beta rho n).

  Lemma log_self_weight : ln a = - ln (1 + odds beta rho n).
  Proof.
    pose proof (odds_positive beta rho n ltac:(lra)). unfold a; rewrite self_weight_exact by lra.
    replace (1 / (1 + odds beta rho n)) with (/ (1 + odds beta rho n)) by (field; lra). apply ln_Rinv; lra.
  Qed.

  Lemma other_weight_share : b = a * exp (- (beta * (1 - rho))).
  Proof.
    pose proof (odds_positive beta rho n ltac:(lra)) as P; revert P.
    unfold a, b; rewrite simplex_row_from_odds by lra; unfold odds; simpl; intros P; field; lra.
  Qed.

  Lemma weight_range : 0 < a < 1.
  Proof. now apply self_weight_range. Qed.

  Lemma log_other_weight : ln b = ln a - beta * (1 - rho).
  Proof. rewrite other_weight_share, ln_mult, ln_exp; [ring|apply weight_range|apply exp_pos]. Qed.

  Lemma others_sum : (n - 1) * b = 1 - a.
  Proof.
    assert (a + (n - 1) * b = 1); [|lra]. unfold a, b; rewrite simplex_row_from_odds by lra.
    apply row_sum; [apply odds_positive|]; lra.
  Qed.

  Lemma entropy_expanded : simplex_entropy beta rho n = - ln a + (1 - a) * (beta * (1 - rho)).
  Proof.
    rewrite log_self_weight; unfold simplex_entropy, row_entropy, a.
    rewrite simplex_row_from_odds, complement_sum by first [lra | apply odds_positive; lra]. ring.
  Qed.

  (* formal: A8.row-entropy.definition *)
  Theorem row_entropy_closed : simplex_entropy beta rho n = Naive.row_entropy a b n (ln a) (ln b).
  Proof. unfold Naive.row_entropy; rewrite others_sum, log_other_weight, entropy_expanded; ring. Qed.

  (* formal: A8.row-entropy.binary *)
  Theorem row_entropy_binary : simplex_entropy beta rho n = binary_entropy a + (1 - a) * ln (n - 1).
  Proof.
    rewrite row_entropy_closed; unfold Naive.row_entropy, binary_entropy; rewrite others_sum.
    replace (1 - a) with ((n - 1) * b) at 3 by apply others_sum.
    rewrite ln_mult; [ring|lra|].
    rewrite other_weight_share; apply Rmult_lt_0_compat; [apply weight_range|apply exp_pos].
  Qed.
End Row.

Lemma ln_below x : 0 < x -> ln x <= x - 1.
Proof. intros; generalize (exp_ineq1_le (ln x)); rewrite exp_ln by trivial; lra. Qed.

Lemma binary_entropy_range a : 0 < a < 1 -> 0 <= binary_entropy a <= 1.
Proof.
  intros Ha. unfold binary_entropy.
  pose proof (ln_below a ltac:(lra)); pose proof (ln_below (1 - a) ltac:(lra)).
  pose proof (ln_below (/ a) ltac:(apply Rinv_0_lt_compat; lra)) as U.
  pose proof (ln_below (/ (1 - a)) ltac:(apply Rinv_0_lt_compat; lra)) as V.
  rewrite ln_Rinv in U, V by lra.
  apply (Rmult_le_compat_l a) in U; [|lra]. apply (Rmult_le_compat_l (1 - a)) in V; [|lra].
  replace (a * (/ a - 1)) with (1 - a) in U by (field; lra).
  replace ((1 - a) * (/ (1 - a) - 1)) with a in V by (field; lra).
  assert (0 <= a * - ln a) by (apply Rmult_le_pos; lra).
  assert (0 <= (1 - a) * - ln (1 - a)) by (apply Rmult_le_pos; lra). lra.
Qed.

Lemma log_predecessor n : 2 <= n -> ln n - 1 <= ln (n - 1) <= ln n.
Proof.
  intros Hn; split; [|apply ln_le; lra].
  pose proof (ln_below (n / (n - 1)) ltac:(apply Rdiv_lt_0_compat; lra)) as H.
  rewrite ln_div in H by lra. replace (n / (n - 1) - 1) with (/ (n - 1)) in H by (field; lra).
  assert (/ (n - 1) <= / 1) by (apply Rinv_le_contravar; lra). lra.
Qed.

(* formal: A8.entropy-fraction.limit *)
Theorem entropy_fraction_limit (beta : nat -> R) (rho s : R) :
  is_lim_seq (fun n : nat => self_weight (simplex_row (beta n) rho n)) s ->
  is_lim_seq (fun n : nat => entropy_fraction (beta n) rho n) (1 - s).
Proof.
  intros Hs. pose proof inverse_ln_vanishes as L.
  set (a := fun n : nat => self_weight (simplex_row (beta n) rho n)) in *.
  apply (limit_squeeze (fun n => (1 - a n) - 1 * / ln n) _ (fun n => (1 - a n) + 1 * / ln n)).
  - intros n Hn. pose proof (ln_positive n Hn). pose proof (log_predecessor n Hn).
    pose proof (self_weight_range (beta n) rho n Hn) as Ha. pose proof (binary_entropy_range _ Ha).
    unfold entropy_fraction; rewrite row_entropy_binary by trivial. fold (a n) in *.
    assert (0 < / ln n) by now apply Rinv_0_lt_compat.
    replace (1 - a n - 1 * / ln n) with (((1 - a n) * ln n - 1) / ln n) by (field; lra).
    replace (1 - a n + 1 * / ln n) with (((1 - a n) * ln n + 1) / ln n) by (field; lra).
    split; apply Rmult_le_compat_r; nra.
  - apply (limit_is _ ((1 - s) - 1 * 0)); [ring|limit_rules].
  - apply (limit_is _ ((1 - s) + 1 * 0)); [ring|limit_rules].
Qed.

(* claim: A8.entropy.subcritical-fraction *)
Theorem entropy_fraction_subcritical gamma rho : rho < 1 -> gamma < 1 / (1 - rho) ->
  is_lim_seq (fun n : nat => entropy_fraction (gamma * ln n) rho n) 1.
Proof.
  intros; apply (limit_is _ (1 - 0)); [ring|].
  now apply (entropy_fraction_limit (fun n => gamma * ln n)), self_weight_subcritical.
Qed.

(* claim: A8.entropy.critical-fraction *)
Theorem entropy_fraction_critical rho : rho < 1 ->
  is_lim_seq (fun n : nat => entropy_fraction (1 / (1 - rho) * ln n) rho n) (1 / 2).
Proof.
  intros; apply (limit_is _ (1 - 1 / 2)); [field|].
  now apply (entropy_fraction_limit (fun n => 1 / (1 - rho) * ln n)), self_weight_critical.
Qed.

(* claim: A8.entropy.supercritical-fraction *)
Theorem entropy_fraction_supercritical gamma rho : rho < 1 -> 1 / (1 - rho) < gamma ->
  is_lim_seq (fun n : nat => entropy_fraction (gamma * ln n) rho n) 0.
Proof.
  intros; apply (limit_is _ (1 - 1)); [ring|].
  now apply (entropy_fraction_limit (fun n => gamma * ln n)), self_weight_supercritical.
Qed.

(* claim: A8.entropy.window-fraction *)
Theorem entropy_fraction_window c rho : rho < 1 ->
  is_lim_seq (fun n : nat => entropy_fraction (window_gamma c rho n * ln n) rho n) (1 - window_weight c rho).
Proof. intros; now apply (entropy_fraction_limit (fun n => window_gamma c rho n * ln n)), self_weight_window. Qed.
