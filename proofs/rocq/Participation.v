(** The participation ratio (A9) and the odds of the output cosine (A13) in the limit. *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From critscale Require Import Definitions Identities Limits Weights Phase Window.
Open Scope R_scope.

Section Limit.
  Variables (beta : nat -> R) (rho s : R).
  Let w (n : nat) := simplex_row (beta n) rho n.
  Hypothesis Hs : is_lim_seq (fun n : nat => self_weight (simplex_row (beta n) rho n)) s.

  (* claim: A9.participation.limit *)
  Theorem participation_limit : is_lim_seq (fun n : nat => participation (simplex_row (beta n) rho n)) (s ^ 2).
  Proof.
    pose proof (other_weight_vanishes beta rho) as Hb.
    apply (limit_ext (fun n : nat => self_weight (simplex_row (beta n) rho n) * self_weight (simplex_row (beta n) rho n)
      + (1 - self_weight (simplex_row (beta n) rho n)) * other_weight (simplex_row (beta n) rho n))).
    - intros n Hn. unfold participation. rewrite simplex_complement by trivial. ring.
    - apply (limit_is _ (s * s + (1 - s) * 0)); [ring|limit_rules].
  Qed.

  (* claim: A9.participation_ratio.limit *)
  Theorem participation_ratio_limit : s <> 0 ->
    is_lim_seq (fun n : nat => participation_ratio (simplex_row (beta n) rho n)) (1 / s ^ 2).
  Proof.
    intros H. apply limit_over; [now apply pow_nonzero|apply is_lim_seq_const|exact participation_limit].
  Qed.

  (* claim: A13.cosine_odds.limit *)
  Theorem cosine_odds_limit r : 0 < rho < 1 -> 0 <= r -> 0 < s + r ->
    is_lim_seq (fun n : nat => output_cosine (simplex_row (beta n) rho n) rho r
                               / (1 - output_cosine (simplex_row (beta n) rho n) rho r))
      (rho / (1 - rho) * ((1 + r) / (s + r)) ^ 2).
  Proof.
    intros Hrho Hr Hsr. pose proof (output_cosine_limit beta rho r s Hrho Hr Hs) as C.
    pose proof (limit_norm_positive s rho r Hrho Hr) as P.
    assert (E : 1 - limit_cosine s rho r = (1 - rho) * (s + r) ^ 2 / limit_norm s rho r).
    { unfold limit_cosine; revert P; unfold limit_norm; intros P; field; lra. }
    assert (0 < (s + r) ^ 2) by (apply pow_lt; lra).
    apply (limit_is _ (limit_cosine s rho r / (1 - limit_cosine s rho r))).
    - rewrite E. unfold limit_cosine. field; repeat split; lra.
    - apply limit_over; [|exact C|limit_rules]. rewrite E. apply Rgt_not_eq, Rdiv_lt_0_compat; [|lra].
      apply Rmult_lt_0_compat; lra.
  Qed.
End Limit.

(* claim: A9.participation_ratio.critical *)
Theorem participation_ratio_critical rho : rho < 1 ->
  is_lim_seq (fun n : nat => participation_ratio (scaled_row (1 / (1 - rho)) rho n)) 4.
Proof.
  intros Hrho. apply (limit_is _ (1 / (1 / 2) ^ 2)); [field|].
  apply (participation_ratio_limit (fun n => 1 / (1 - rho) * ln n)); [now apply self_weight_critical|lra].
Qed.
