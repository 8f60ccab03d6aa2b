(** What alpha-entmax does to a row of two logits, for every real alpha > 1 (H4). *)
From Coq Require Import Reals Lra Psatz.
Open Scope R_scope.

(** Powers by exp and ln, as the claims write them. *)
Lemma power_below_one q p : 0 < q -> 0 < p < 1 -> exp (q * ln p) < 1.
Proof.
  intros Hq [P0 P1]. rewrite <- exp_0. apply exp_increasing.
  assert (ln p < 0) by (rewrite <- ln_1; now apply ln_increasing). nra.
Qed.

(* claim: H4.identity.real *)
Theorem entmax_gap_below q p N' :
  0 < q -> 0 < p < 1 -> 1 <= N' -> (exp (q * ln p) - exp (q * ln ((1 - p) / N'))) / q <= 1 / q.
Proof.
  intros Hq Hp HN. unfold Rdiv at 1 3. apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat; lra|].
  generalize (power_below_one q p Hq Hp) (exp_pos (q * ln ((1 - p) / N'))). lra.
Qed.

(** The weights that entmax of order alpha = q + 1 gives to a logit 0 and to N logits -g: a^q is what the largest logit has above a
    threshold tau, b^q what the others have, or b is 0 where they have nothing. *)
Definition entmax (q g N a b : R) : Prop :=
  0 < a /\ 0 <= b /\ a + N * b = 1 /\
  exists tau : R, exp (q * ln a) = - tau /\ (0 < b -> exp (q * ln b) = - (q * g) - tau) /\ (b = 0 -> - (q * g) - tau <= 0).

(* formal: H4.entmax.identity *)
Theorem entmax_identity q g N a b : 0 < q -> 1 <= N -> entmax q g N a b -> (a = 1 <-> 1 / q <= g).
Proof.
  intros Hq HN (Pa & Pb & Sum & tau & Ea & Eb & Zb). split.
  - intros ->. assert (B : b = 0) by nra. specialize (Zb B).
    rewrite ln_1, Rmult_0_r, exp_0 in Ea. apply (Rmult_le_reg_l q); trivial.
    replace (q * (1 / q)) with 1 by (field; lra). lra.
  - intros G. assert (Q : 1 <= q * g).
    { apply (Rmult_le_compat_l q) in G; [|lra]. replace (q * (1 / q)) with 1 in G by (field; lra). trivial. }
    destruct Pb as [Pb|Pb]; [|subst; lra]. exfalso.
    specialize (Eb Pb). assert (A : a < 1) by nra.
    generalize (power_below_one q a Hq (conj Pa A)) (exp_pos (q * ln b)). lra.
Qed.

(* formal: H4.entmax.threshold *)
Theorem entmax_threshold q p N : 0 < q -> 0 < p < 1 -> 1 <= N ->
  entmax q ((exp (q * ln p) - exp (q * ln ((1 - p) / N))) / q) N p ((1 - p) / N).
Proof.
  intros Hq [P0 P1] HN.
  assert (B : 0 < (1 - p) / N) by (apply Rmult_lt_0_compat; [lra|apply Rinv_0_lt_compat; lra]).
  repeat split; try lra; try (field; lra).
  exists (- exp (q * ln p)). repeat split; intros; try lra; field; lra.
Qed.

Lemma ln_quotient x y : 0 < x -> 0 < y -> ln (x / y) = ln x - ln y.
Proof. intros X Y. unfold Rdiv. rewrite ln_mult, ln_Rinv; try lra. now apply Rinv_0_lt_compat. Qed.

(** ln lies below its tangent at 1. *)
Lemma ln_below x : 0 < x -> ln x <= x - 1.
Proof. intros H. generalize (exp_ineq1_le (ln x)). rewrite exp_ln by trivial. lra. Qed.

(** The logistic weight to a power: w^rho (1 - w)^(1 - rho) is largest at w = rho. *)
Lemma entropy_bound rho w : 0 < rho < 1 -> 0 < w < 1 ->
  rho * ln w + (1 - rho) * ln (1 - w) <= rho * ln rho + (1 - rho) * ln (1 - rho).
Proof.
  intros R W.
  assert (A : ln (w / rho) <= w / rho - 1) by (apply ln_below, Rdiv_lt_0_compat; lra).
  assert (B : ln ((1 - w) / (1 - rho)) <= (1 - w) / (1 - rho) - 1) by (apply ln_below, Rdiv_lt_0_compat; lra).
  rewrite ln_quotient in A, B by lra.
  assert (A' : rho * (ln w - ln rho) <= w - rho).
  { replace (w - rho) with (rho * (w / rho - 1)) by (field; lra). apply Rmult_le_compat_l; lra. }
  assert (B' : (1 - rho) * (ln (1 - w) - ln (1 - rho)) <= rho - w).
  { replace (rho - w) with ((1 - rho) * ((1 - w) / (1 - rho) - 1)) by (field; lra). apply Rmult_le_compat_l; lra. }
  lra.
Qed.

(* claim: H8.highest.real *)
Theorem sigmoid_highest beta rho N' : 0 <= beta -> 0 < rho < 1 -> 1 <= N' ->
  exp (- (beta * rho)) / (1 + N' * exp (- beta)) <= exp (rho * ln rho + (1 - rho) * ln (1 - rho) - rho * ln N').
Proof.
  intros Hb R HN. assert (Z : 0 < N' * exp (- beta)) by (generalize (exp_pos (- beta)); nra).
  assert (E : exp (- (beta * rho)) / (1 + N' * exp (- beta))
              = exp (rho * ln (N' * exp (- beta) / (1 + N' * exp (- beta))) + (1 - rho) * ln (1 / (1 + N' * exp (- beta))) - rho * ln N')).
  { rewrite !ln_quotient, ln_1, ln_mult, ln_exp by (try apply exp_pos; lra).
    replace (rho * (ln N' + - beta - ln (1 + N' * exp (- beta))) + (1 - rho) * (0 - ln (1 + N' * exp (- beta))) - rho * ln N')
      with (- (beta * rho) + - ln (1 + N' * exp (- beta))) by ring.
    rewrite exp_plus, exp_Ropp with (x := ln _), exp_ln by lra. reflexivity. }
  rewrite E. set (z := N' * exp (- beta)) in *.
  assert (W : 0 < z / (1 + z) < 1).
  { split; [apply Rdiv_lt_0_compat; lra|]. apply (Rmult_lt_reg_r (1 + z)); [lra|]. replace (z / (1 + z) * (1 + z)) with z by (field; lra). lra. }
  generalize (entropy_bound rho (z / (1 + z)) R W).
  replace (1 - z / (1 + z)) with (1 / (1 + z)) by (field; lra). intros G.
  destruct G as [G|G]; [apply Rlt_le, exp_increasing; lra|rewrite G; right; reflexivity].
Qed.
