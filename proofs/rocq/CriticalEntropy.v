(** The row entropy exactly at gamma = 1/(1 - rho): H = (ln n)/2 + ln 2, up to an explicit O(ln n / n) (A8). *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From critscale Require Import Definitions Identities Limits Weights Entropy.
Open Scope R_scope.

(* claim: A8.row_entropy.critical.exact *)
Theorem row_entropy_critical_exact rho n : rho < 1 -> 2 <= n ->
  simplex_entropy (1 / (1 - rho) * ln n) rho n = ln ((2 * n - 1) / n) + (n - 1) / (2 * n - 1) * ln n.
Proof.
  intros Hrho Hn. rewrite entropy_expanded by trivial.
  pose proof (self_weight_critical_exact rho n Hrho Hn) as A; unfold scaled_row in A; rewrite A.
  rewrite !ln_div by lra. field; lra.
Qed.

(* claim: A8.row_entropy.critical.bound *)
Theorem row_entropy_critical_bound rho n : rho < 1 -> 2 <= n ->
  Rabs (simplex_entropy (1 / (1 - rho) * ln n) rho n - (ln n / 2 + ln 2)) <= (2 + ln n) / (2 * (2 * n - 1)).
Proof.
  intros Hrho Hn. rewrite row_entropy_critical_exact by trivial. pose proof (ln_positive n Hn).
  assert (U : ln ((2 * n - 1) / n) - ln 2 <= 0).
  { assert (ln ((2 * n - 1) / n) <= ln 2); [|lra]. apply ln_le; [apply Rdiv_lt_0_compat; lra|].
    apply (Rmult_le_reg_r n); [lra|]. field_simplify; lra. }
  assert (V : - (1 / (2 * n - 1)) <= ln ((2 * n - 1) / n) - ln 2).
  { pose proof (ln_below (2 * n / (2 * n - 1)) ltac:(apply Rdiv_lt_0_compat; lra)) as L.
    rewrite ln_div, ln_mult in L by lra. rewrite ln_div by lra.
    replace (2 * n / (2 * n - 1) - 1) with (1 / (2 * n - 1)) in L by (field; lra). lra. }
  replace ((n - 1) / (2 * n - 1) * ln n) with (ln n / 2 - ln n / (2 * (2 * n - 1))) by (field; lra).
  replace ((2 + ln n) / (2 * (2 * n - 1))) with (1 / (2 * n - 1) + ln n / (2 * (2 * n - 1))) by (field; lra).
  assert (0 < ln n / (2 * (2 * n - 1))) by (apply Rdiv_lt_0_compat; lra).
  assert (0 < 1 / (2 * n - 1)) by (apply Rdiv_lt_0_compat; lra).
  apply Rabs_le; lra.
Qed.
