(** The participation ratio (A9) and the odds of the output cosine (A13) in the limit. *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From critscale Require Import Definitions Identities Limits Weights Phase Window.
Open Scope R_scope.

Section Limit.
  Variables (beta : nat -> R) (rho s : R).
  Let w (n : nat) := simplex_row (beta n) rho n.
  Hypothesis Hs : is_lim_seq (fun n : nat => self_weight (simplex_row (beta n) rho n)) s.

  (* formal: A9.participation.limit *)
  Theorem participation_limit : is_lim_seq (fun n : nat => participation (simplex_row (beta n) rho n)) (s ^ 2).
  Proof.
    pose proof (other_weight_vanishes beta rho) as Hb.
    apply (limit_ext (fun n : nat => self_weight (simplex_row (beta n) rho n) * self_weight (simplex_row (beta n) rho n)
      + (1 - self_weight (simplex_row (beta n) rho n)) * other_weight (simplex_row (beta n) rho n))).
    - intros n Hn. unfold participation. rewrite simplex_complement by trivial. ring.
    - apply (limit_is _ (s * s + (1 - s) * 0)); [ring|limit_rules].
  Qed.

  (* formal: A9.participation-ratio.limit *)
  Theorem participation_ratio_limit : s <> 0 ->
    is_lim_seq (fun n : nat => participation_ratio (simplex_row (beta n) rho n)) (1 / s ^ 2).
  Proof.
    intros H. apply limit_over; [now apply pow_nonzero|apply is_lim_seq_const|exact participation_limit].
  Qed.

  (* formal: A13.cosine-odds.limit *)
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

  (** The overlap vanishes, so the participation alone decides the cosine. *)
  Lemma cosine_participation_limit : 0 < rho < 1 -> is_lim_seq (fun n : nat =>
    output_cosine (simplex_row (beta n) rho n) rho 0
    - rho / (rho + (1 - rho) * participation (simplex_row (beta n) rho n))) 0.
  Proof.
    intros Hrho. pose proof (output_cosine_limit beta rho 0 s Hrho ltac:(lra) Hs) as C.
    pose proof participation_limit as P. assert (0 <= s ^ 2) by apply pow2_ge_0.
    assert (Q : 0 < rho + (1 - rho) * s ^ 2) by nra.
    apply (limit_is _ (limit_cosine s rho 0 - rho / (rho + (1 - rho) * s ^ 2))).
    - unfold limit_cosine, limit_norm. field; repeat split; nra.
    - apply limit_minus; [exact C|]. apply limit_over; [lra|apply is_lim_seq_const|].
      apply limit_plus; [apply is_lim_seq_const|]. apply limit_times; [apply is_lim_seq_const|exact P].
  Qed.
End Limit.

(* formal: A9.participation-ratio.critical *)
Theorem participation_ratio_critical rho : rho < 1 ->
  is_lim_seq (fun n : nat => participation_ratio (scaled_row (1 / (1 - rho)) rho n)) 4.
Proof.
  intros Hrho. apply (limit_is _ (1 / (1 / 2) ^ 2)); [field|].
  apply (participation_ratio_limit (fun n => 1 / (1 - rho) * ln n)); [now apply self_weight_critical|lra].
Qed.

(* claim: A9.participation.supercritical *)
Theorem participation_ratio_supercritical gamma rho : rho < 1 -> 1 / (1 - rho) < gamma ->
  is_lim_seq (fun n : nat => participation_ratio (scaled_row gamma rho n)) 1.
Proof.
  intros. apply (limit_is _ (1 / 1 ^ 2)); [field|].
  apply (participation_ratio_limit (fun n => gamma * ln n)); [now apply self_weight_supercritical|lra].
Qed.

(* claim: A11.overlap.cosine-subcritical *)
Theorem cosine_participation_subcritical gamma rho : 0 < rho < 1 -> gamma < 1 / (1 - rho) ->
  is_lim_seq (fun n : nat => output_cosine (scaled_row gamma rho n) rho 0
                             - rho / (rho + (1 - rho) * participation (scaled_row gamma rho n))) 0.
Proof.
  intros. apply (cosine_participation_limit (fun n => gamma * ln n) rho 0); [apply self_weight_subcritical|]; lra.
Qed.

(* formal: A13.cosine-odds.critical *)
Theorem cosine_odds_critical rho : 0 < rho < 1 ->
  is_lim_seq (fun n : nat => output_cosine (scaled_row (1 / (1 - rho)) rho n) rho 0
                             / (1 - output_cosine (scaled_row (1 / (1 - rho)) rho n) rho 0) * ((1 - rho) / rho)) 4.
Proof.
  intros Hrho. apply (limit_is _ (rho / (1 - rho) * ((1 + 0) / (1 / 2 + 0)) ^ 2 * ((1 - rho) / rho))); [field; lra|].
  apply limit_times; [|apply is_lim_seq_const].
  apply (cosine_odds_limit (fun n => 1 / (1 - rho) * ln n)); try lra. apply self_weight_critical; lra.
Qed.

(** In the window gamma = 1/(1 - rho) + c / ln n. *)
Section InWindow.
  Variables c rho r : R.
  Hypothesis Hrho : 0 < rho < 1.
  Hypothesis Hr : 0 <= r.
  Let s := window_weight c rho.
  Let w (n : nat) := scaled_row (window_gamma c rho n) rho n.

  Lemma window_weight_range : 0 < s < 1.
  Proof. exact (window_weight_between c rho). Qed.

  (* claim: A9.participation.window *)
  Theorem participation_ratio_window : is_lim_seq (fun n : nat => participation_ratio (w n)) (1 / s ^ 2).
  Proof.
    apply (participation_ratio_limit (fun n => window_gamma c rho n * ln n)).
    - apply self_weight_window; lra.
    - pose proof window_weight_range; lra.
  Qed.

  (* claim: A11.overlap.cosine-window *)
  Theorem cosine_participation_window : is_lim_seq (fun n : nat =>
    output_cosine (w n) rho 0 - rho / (rho + (1 - rho) * participation (w n))) 0.
  Proof.
    apply (cosine_participation_limit (fun n => window_gamma c rho n * ln n) rho s); [|exact Hrho].
    apply self_weight_window; lra.
  Qed.

  (* formal: A13.cosine-odds.window *)
  Theorem cosine_odds_window :
    is_lim_seq (fun n : nat => output_cosine (w n) rho r / (1 - output_cosine (w n) rho r))
      (rho / (1 - rho) * ((1 + r) / (s + r)) ^ 2).
  Proof.
    apply (cosine_odds_limit (fun n => window_gamma c rho n * ln n)); trivial.
    - apply self_weight_window; lra.
    - pose proof window_weight_range; lra.
  Qed.
End InWindow.
