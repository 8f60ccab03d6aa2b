(** The self weight of the simplex row under beta = gamma ln n: exact form, explicit rates, limits (A1, A3, A6, A7). *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From critscale Require Import Definitions Identities Limits.
Open Scope R_scope.

(** The row at inverse temperature beta = gamma ln n. *)
Definition scaled_row (gamma rho n : R) : row := simplex_row (gamma * ln n) rho n.

(** E = (n - 1) n^(- gamma (1 - rho)). *)
Lemma scaled_odds gamma rho n : odds (gamma * ln n) rho n = (n - 1) * Rpower n (- (gamma * (1 - rho))).
Proof. unfold odds, Rpower; do 2 f_equal; ring. Qed.

(** E = (1 - 1/n) n^(1 - gamma (1 - rho)). *)
Lemma scaled_odds_power gamma rho n : 0 < n ->
  odds (gamma * ln n) rho n = (1 - / n) * Rpower n (1 - gamma * (1 - rho)).
Proof.
  intros Hn. rewrite scaled_odds. replace (1 - gamma * (1 - rho)) with (1 + - (gamma * (1 - rho))) by ring.
  rewrite power_split, Rpower_1 by lra. field; lra.
Qed.

Lemma self_weight_exact beta rho n : 1 < n -> self_weight (simplex_row beta rho n) = 1 / (1 + odds beta rho n).
Proof. intros; now rewrite simplex_row_from_odds. Qed.

Lemma self_weight_scaled gamma rho n : 1 < n ->
  self_weight (scaled_row gamma rho n) = 1 / (1 + (n - 1) * Rpower n (- (gamma * (1 - rho)))).
Proof. intros; unfold scaled_row; now rewrite self_weight_exact, scaled_odds. Qed.

Lemma self_weight_range beta rho n : 2 <= n -> 0 < self_weight (simplex_row beta rho n) < 1.
Proof.
  intros. rewrite simplex_row_from_odds by lra. apply other_weight_range; [apply odds_positive|]; lra.
Qed.

(* claim: A6.rate.self-weight *)
Theorem self_weight_complement_rate gamma rho n : 2 <= n ->
  1 - self_weight (scaled_row gamma rho n) <= Rpower n (1 - gamma * (1 - rho)).
Proof.
  intros Hn. rewrite self_weight_scaled by lra.
  replace (1 - gamma * (1 - rho)) with (1 + - (gamma * (1 - rho))) by ring.
  rewrite power_split, Rpower_1 by lra.
  pose proof (power_positive n (- (gamma * (1 - rho)))) as P; revert P.
  generalize (Rpower n (- (gamma * (1 - rho)))); intros p P.
  assert (0 < (n - 1) * p) by (apply Rmult_lt_0_compat; lra).
  apply (Rmult_le_reg_r (1 + (n - 1) * p)); [lra|]. field_simplify; nra.
Qed.

(* formal: A7.self-weight.rate *)
Theorem self_weight_rate gamma rho n : 2 <= n ->
  self_weight (scaled_row gamma rho n) <= 2 * Rpower n (gamma * (1 - rho) - 1).
Proof.
  intros Hn. rewrite self_weight_scaled by lra.
  replace (gamma * (1 - rho) - 1) with (gamma * (1 - rho) + -1) by ring.
  rewrite power_split, power_minus_one, Rpower_Ropp by lra.
  pose proof (power_positive n (gamma * (1 - rho))) as P; revert P.
  generalize (Rpower n (gamma * (1 - rho))); intros p P.
  replace (1 / (1 + (n - 1) * / p)) with (p / (p + (n - 1))) by (field; lra).
  apply (Rmult_le_reg_r (n * (p + (n - 1)))); [apply Rmult_lt_0_compat; lra|]. field_simplify; nra.
Qed.

(* formal: A7.self-weight.rate.exact *)
Theorem self_weight_rate_exact gamma rho n : 2 <= n ->
  self_weight (scaled_row gamma rho n) <= Rpower n (gamma * (1 - rho) - 1) / (1 - 1 / n).
Proof.
  intros Hn. rewrite self_weight_scaled by lra.
  replace (gamma * (1 - rho) - 1) with (gamma * (1 - rho) + -1) by ring.
  rewrite power_split, power_minus_one, Rpower_Ropp by lra.
  pose proof (power_positive n (gamma * (1 - rho))) as P; revert P.
  generalize (Rpower n (gamma * (1 - rho))); intros p P.
  replace (1 / (1 + (n - 1) * / p)) with (p * / (p + (n - 1))) by (field; lra).
  replace (p * / n / (1 - 1 / n)) with (p * / (n - 1)) by (field; lra).
  apply Rmult_le_compat_l; [lra|apply Rinv_le_contravar; lra].
Qed.

(* claim: A7.rate.self-weight *)
Theorem self_weight_rate_sharp gamma rho n : rho <= 1 -> 0 <= gamma -> 2 <= n ->
  self_weight (scaled_row gamma rho n) <= Rpower n (gamma * (1 - rho) - 1).
Proof.
  intros Hrho Hg Hn. rewrite self_weight_scaled by lra.
  replace (gamma * (1 - rho) - 1) with (gamma * (1 - rho) + -1) by ring.
  rewrite power_split, power_minus_one, Rpower_Ropp by lra.
  assert (P : 1 <= Rpower n (gamma * (1 - rho))).
  { apply Rle_trans with (Rpower n 0); [rewrite Rpower_O; lra|apply Rle_Rpower; [lra|apply Rmult_le_pos; lra]]. }
  revert P; generalize (Rpower n (gamma * (1 - rho))); intros p P.
  replace (1 / (1 + (n - 1) * / p)) with (p / (p + (n - 1))) by (field; lra).
  apply Rmult_le_compat_l; [lra|apply Rinv_le_contravar; lra].
Qed.

(* claim: A5b.critical.self-weight *)
Theorem self_weight_critical_exact rho n : rho < 1 -> 2 <= n ->
  self_weight (scaled_row (1 / (1 - rho)) rho n) = n / (2 * n - 1).
Proof.
  intros Hrho Hn. rewrite self_weight_scaled by lra.
  replace (- (1 / (1 - rho) * (1 - rho))) with (-1) by (field; lra).
  rewrite power_minus_one by lra. field; lra.
Qed.

(* formal: A3.self-weight.subcritical *)
Theorem self_weight_subcritical gamma rho : rho < 1 -> gamma < 1 / (1 - rho) ->
  is_lim_seq (fun n : nat => self_weight (scaled_row gamma rho n)) 0.
Proof.
  intros Hrho Hg.
  assert (0 < 1 - gamma * (1 - rho)) by (apply (Rmult_lt_compat_r (1 - rho)) in Hg; [field_simplify in Hg|]; lra).
  apply (limit_squeeze (fun _ => 0) _ (fun n : nat => 2 * Rpower n (- (1 - gamma * (1 - rho))))).
  - intros n Hn; split; [apply Rlt_le, self_weight_range, Hn|].
    replace (- _) with (gamma * (1 - rho) - 1) by ring; now apply self_weight_rate.
  - apply is_lim_seq_const.
  - apply (limit_is _ (2 * 0)); [ring|]. apply limit_times; [apply is_lim_seq_const|now apply power_vanishes].
Qed.

(* formal: A3.self-weight.critical *)
Theorem self_weight_critical rho : rho < 1 ->
  is_lim_seq (fun n : nat => self_weight (scaled_row (1 / (1 - rho)) rho n)) (1 / 2).
Proof.
  intros Hrho. apply (limit_ext (fun n : nat => 1 / (2 - / n))).
  - intros n Hn; rewrite self_weight_critical_exact by lra; field; lra.
  - apply (limit_is _ (1 / (2 - 0))); [f_equal; ring|].
    apply limit_over; [lra|apply is_lim_seq_const|].
    apply limit_minus; [apply is_lim_seq_const|exact inverse_vanishes].
Qed.

(* formal: A3.self-weight.supercritical *)
Theorem self_weight_supercritical gamma rho : rho < 1 -> 1 / (1 - rho) < gamma ->
  is_lim_seq (fun n : nat => self_weight (scaled_row gamma rho n)) 1.
Proof.
  intros Hrho Hg.
  assert (0 < gamma * (1 - rho) - 1) by (apply (Rmult_lt_compat_r (1 - rho)) in Hg; [field_simplify in Hg|]; lra).
  apply (limit_squeeze (fun n : nat => 1 - Rpower n (- (gamma * (1 - rho) - 1))) _ (fun _ => 1)).
  - intros n Hn; split; [|apply Rlt_le, self_weight_range, Hn].
    pose proof (self_weight_complement_rate gamma rho n Hn) as H1; revert H1.
    replace (1 - gamma * (1 - rho)) with (- (gamma * (1 - rho) - 1)) by ring; lra.
  - apply (limit_is _ (1 - 0)); [ring|]. apply limit_minus; [apply is_lim_seq_const|now apply power_vanishes].
  - apply is_lim_seq_const.
Qed.
