(** The row entropy exactly at gamma = 1/(1 - rho): H = (ln n)/2 + ln 2, up to an explicit O(ln n / n) (A8). *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From critscale Require Import Definitions Identities Limits Weights Entropy.
Open Scope R_scope.

(* formal: A8.row-entropy.critical.exact *)
Theorem row_entropy_critical_exact rho n : rho < 1 -> 2 <= n ->
  simplex_entropy (1 / (1 - rho) * ln n) rho n = ln ((2 * n - 1) / n) + (n - 1) / (2 * n - 1) * ln n.
Proof.
  intros Hrho Hn. rewrite entropy_expanded by trivial.
  pose proof (self_weight_critical_exact rho n Hrho Hn) as A; unfold scaled_row in A; rewrite A.
  rewrite !ln_div by lra. field; lra.
Qed.

(* formal: A8.row-entropy.critical.bound *)
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

(* claim: A8.entropy.critical-bound *)
Theorem row_entropy_critical_within rho n : rho < 1 -> 3 <= n ->
  Rabs (simplex_entropy (1 / (1 - rho) * ln n) rho n - (ln n / 2 + ln 2)) <= 9 / 10 * (ln n / n).
Proof.
  intros Hrho Hn. eapply Rle_trans; [apply row_entropy_critical_bound; lra|].
  assert (L : 1 <= ln n).
  { rewrite <- (ln_exp 1). apply ln_le; [apply exp_pos|]. pose proof exp_le_3; lra. }
  apply (Rmult_le_reg_r (2 * (2 * n - 1) * n)); [repeat apply Rmult_lt_0_compat; lra|].
  replace ((2 + ln n) / (2 * (2 * n - 1)) * (2 * (2 * n - 1) * n)) with ((2 + ln n) * n) by (field; lra).
  replace (9 / 10 * (ln n / n) * (2 * (2 * n - 1) * n)) with (9 / 5 * (2 * n - 1) * ln n) by (field; lra). nra.
Qed.

(* claim: A8.entropy.critical *)
Theorem row_entropy_critical_order rho : rho < 1 -> of_order
  (fun n : nat => simplex_entropy (1 / (1 - rho) * ln n) rho n - (ln n / 2 + ln 2)) (fun n : nat => ln n / n).
Proof.
  intros Hrho. apply (bounded_order (fun n => simplex_entropy (1 / (1 - rho) * ln n) rho n - (ln n / 2 + ln 2))
    (fun n => ln n / n) (9 / 10) 3).
  intros n Hn. simpl INR in Hn. apply row_entropy_critical_within; lra.
Qed.

Lemma log_over_n_vanishes : is_lim_seq (fun n : nat => ln n / n) 0.
Proof.
  apply (is_lim_comp_seq (fun y => ln y / y) INR p_infty 0 is_lim_div_ln_p); [now exists 0%nat|exact is_lim_seq_INR].
Qed.

(** e^H / (2 sqrt n) -> 1, in logarithms. *)
(* claim: A9.perplexity.critical *)
Theorem row_entropy_critical_limit rho : rho < 1 ->
  is_lim_seq (fun n : nat => simplex_entropy (1 / (1 - rho) * ln n) rho n - (ln n / 2 + ln 2)) 0.
Proof.
  intros Hrho. pose proof inverse_vanishes as I. pose proof log_over_n_vanishes as L.
  apply (limit_squeeze (fun n : nat => 0 - (2 * / n + ln n / n)) _ (fun n : nat => 2 * / n + ln n / n)).
  - intros n Hn. pose proof (row_entropy_critical_bound rho n Hrho Hn) as B. pose proof (ln_positive n Hn).
    assert (C : (2 + ln n) / (2 * (2 * n - 1)) <= 2 * / n + ln n / n).
    { replace (2 * / n + ln n / n) with ((2 + ln n) * / n) by (field; lra).
      apply Rmult_le_compat_l; [lra|apply Rinv_le_contravar; lra]. }
    apply Rabs_le_between in B. lra.
  - apply (limit_is _ (0 - (2 * 0 + 0))); [ring|]. apply limit_minus; [apply is_lim_seq_const|].
    apply limit_plus; [|exact L]. apply limit_times; [apply is_lim_seq_const|exact I].
  - apply (limit_is _ (2 * 0 + 0)); [ring|].
    apply limit_plus; [|exact L]. apply limit_times; [apply is_lim_seq_const|exact I].
Qed.
