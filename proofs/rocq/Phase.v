(** The phase transition (A3): from the limit s of the self weight to the limits of every output quantity. *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From critscale Require Import Definitions Identities Limits Weights.
Open Scope R_scope.

(** D(s), the limit of |x'|^2. *)
Definition limit_norm (s rho r : R) := (s + r) ^ 2 * (1 - rho) + rho * (1 + r) ^ 2.

Definition limit_cosine (s rho r : R) := rho * (1 + r) ^ 2 / limit_norm s rho r.

Definition limit_contraction (s rho r : R) := (s + r) ^ 2 / limit_norm s rho r.

Lemma limit_norm_positive s rho r : 0 < rho < 1 -> 0 <= r -> 0 < limit_norm s rho r.
Proof. intros; unfold limit_norm. assert (0 <= (s + r) ^ 2) by apply pow2_ge_0. nra. Qed.

(** For any inverse temperatures beta_n at all, another token's weight is at most 1 / (n - 1). *)
Lemma other_weight_vanishes (beta : nat -> R) rho :
  is_lim_seq (fun n : nat => other_weight (simplex_row (beta n) rho n)) 0.
Proof.
  apply (limit_squeeze (fun _ => 0) _ (fun n : nat => / n * 2)).
  - intros n Hn. rewrite simplex_row_from_odds by lra.
    assert (HE : 0 < odds (beta n) rho n) by (apply odds_positive; lra).
    destruct (other_weight_range _ n HE Hn) as [Ha [Hb _]]; split; [lra|].
    rewrite other_share by lra. revert Ha; generalize (self_weight (from_odds (odds (beta n) rho n) n)); intros a Ha.
    apply (Rmult_le_reg_r (n * (n - 1))); [apply Rmult_lt_0_compat; lra|]. field_simplify; nra.
  - apply is_lim_seq_const.
  - apply (limit_is _ (0 * 2)); [ring|]. apply limit_times; [exact inverse_vanishes|apply is_lim_seq_const].
Qed.

(** Along any rows with 1 - a, b and a - b in their places, a -> s and b -> 0 decide everything. *)
Section Rows.
  Variables (w : nat -> row) (rho r s : R).
  Hypothesis complement : forall n : nat, 2 <= n -> self_weight_complement (w n) = 1 - self_weight (w n).
  Hypothesis gap : forall n : nat, 2 <= n -> weight_gap (w n) = self_weight (w n) - other_weight (w n).
  Hypothesis Hs : is_lim_seq (fun n => self_weight (w n)) s.
  Hypothesis Hb : is_lim_seq (fun n => other_weight (w n)) 0.

  Lemma shifted_gap_limit : is_lim_seq (fun n => (weight_gap (w n) + r) ^ 2) ((s + r) ^ 2).
  Proof.
    apply (limit_ext (fun n => (self_weight (w n) - other_weight (w n) + r)
                             * (self_weight (w n) - other_weight (w n) + r))).
    - intros n Hn; rewrite gap by trivial; ring.
    - apply (limit_is _ ((s - 0 + r) * (s - 0 + r))); [ring|]. limit_rules.
  Qed.

  Lemma collapsed_limit : is_lim_seq (fun n => collapsed (w n) rho r) (rho * ((1 + r) ^ 2 - (s + r) ^ 2)).
  Proof.
    apply (limit_ext (fun n => (other_weight (w n) + rho * (1 - self_weight (w n)))
             * (2 * (self_weight (w n) - other_weight (w n) + r) + (1 - self_weight (w n)) + other_weight (w n)))).
    - intros n Hn; unfold collapsed, common; now rewrite gap, complement.
    - apply (limit_is _ ((0 + rho * (1 - s)) * (2 * (s - 0 + r) + (1 - s) + 0))); [ring|]. limit_rules.
  Qed.

  Lemma rows_norm_limit : is_lim_seq (fun n => output_norm_squared (w n) rho r) (limit_norm s rho r).
  Proof.
    apply (limit_is _ ((s + r) ^ 2 + rho * ((1 + r) ^ 2 - (s + r) ^ 2))); [unfold limit_norm; ring|].
    apply limit_plus; [exact shifted_gap_limit|exact collapsed_limit].
  Qed.

  Hypothesis Hrho : 0 < rho < 1.
  Hypothesis Hr : 0 <= r.

  Lemma rows_contraction_limit : is_lim_seq (fun n => contraction (w n) rho r) (limit_contraction s rho r).
  Proof.
    apply limit_over; [apply Rgt_not_eq, limit_norm_positive; trivial|exact shifted_gap_limit|exact rows_norm_limit].
  Qed.

  Lemma rows_cosine_limit : is_lim_seq (fun n => output_cosine (w n) rho r) (limit_cosine s rho r).
  Proof.
    apply limit_over; [apply Rgt_not_eq, limit_norm_positive; trivial| |exact rows_norm_limit].
    apply (limit_is _ (rho * (s + r) ^ 2 + rho * ((1 + r) ^ 2 - (s + r) ^ 2))); [ring|].
    apply limit_plus; [apply limit_times; [apply is_lim_seq_const|exact shifted_gap_limit]|exact collapsed_limit].
  Qed.
End Rows.

(** The simplex layer under any inverse temperatures beta_n whose self weight tends to s. *)
Section Simplex.
  Variables (beta : nat -> R) (rho r s : R).
  Hypothesis Hrho : 0 < rho < 1.
  Hypothesis Hr : 0 <= r.
  Hypothesis Hs : is_lim_seq (fun n : nat => self_weight (simplex_row (beta n) rho n)) s.

  Lemma simplex_complement (n : nat) : 2 <= n ->
    self_weight_complement (simplex_row (beta n) rho n) = 1 - self_weight (simplex_row (beta n) rho n).
  Proof. intros; rewrite simplex_row_from_odds by lra; apply complement_sum, odds_positive; lra. Qed.

  Lemma simplex_gap (n : nat) : 2 <= n -> weight_gap (simplex_row (beta n) rho n)
    = self_weight (simplex_row (beta n) rho n) - other_weight (simplex_row (beta n) rho n).
  Proof. intros; rewrite simplex_row_from_odds by lra; apply gap_difference; [apply odds_positive|]; lra. Qed.

  (* formal: A4.norm-squared.limit *)
  Theorem output_norm_squared_limit :
    is_lim_seq (fun n : nat => output_norm_squared (simplex_row (beta n) rho n) rho r) (limit_norm s rho r).
  Proof. exact (rows_norm_limit _ rho r s simplex_complement simplex_gap Hs (other_weight_vanishes beta rho)). Qed.

  (* formal: A4.contraction.limit *)
  Theorem contraction_limit :
    is_lim_seq (fun n : nat => contraction (simplex_row (beta n) rho n) rho r) (limit_contraction s rho r).
  Proof.
    exact (rows_contraction_limit _ rho r s simplex_complement simplex_gap Hs (other_weight_vanishes beta rho) Hrho Hr).
  Qed.

  (* formal: A4.cosine.limit *)
  Theorem output_cosine_limit :
    is_lim_seq (fun n : nat => output_cosine (simplex_row (beta n) rho n) rho r) (limit_cosine s rho r).
  Proof.
    exact (rows_cosine_limit _ rho r s simplex_complement simplex_gap Hs (other_weight_vanishes beta rho) Hrho Hr).
  Qed.
End Simplex.
