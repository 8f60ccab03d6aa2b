(** The complements of theory/quantities.py, written without cancellation, equal to the naive differences (A2, A13). *)
From Coq Require Import Reals Lra Lia.
From critscale Require Import Definitions Identities.
Open Scope R_scope.

Section Complements.
  Variables E n rho r : R.
  Hypothesis HE : 0 < E.
  Hypothesis Hn : 2 <= n.
  Hypothesis Hrho : 0 <= rho < 1.
  Hypothesis Hr : 0 <= r.
  Let w := from_odds E n.

  Lemma norm_positive : 0 < output_norm_squared w rho r.
  Proof. now apply output_norm_squared_positive. Qed.

  (* claim: A1.self_weight_complement.closed *)
  Theorem self_weight_complement_closed : self_weight_complement w = 1 - self_weight w.
  Proof. now apply complement_sum. Qed.

  (* claim: A1.weight_gap.closed *)
  Theorem weight_gap_closed : weight_gap w = self_weight w - other_weight w.
  Proof. apply gap_difference; lra. Qed.

  (* claim: A2.contraction_complement.closed *)
  Theorem contraction_complement_closed : contraction_complement w rho r = 1 - contraction w rho r.
  Proof.
    pose proof norm_positive as P. unfold contraction_complement, contraction.
    revert P; unfold output_norm_squared; intros P; field; lra.
  Qed.

  (* claim: A2.cosine_complement.closed *)
  Theorem output_cosine_complement_closed : output_cosine_complement w rho r = 1 - output_cosine w rho r.
  Proof. unfold output_cosine_complement, w; now rewrite cosine_from_contraction. Qed.

  (* claim: A2.cosine_excess.closed *)
  Theorem output_cosine_excess_closed : output_cosine_excess w rho r = output_cosine w rho r - rho.
  Proof.
    unfold output_cosine_excess. rewrite contraction_complement_closed.
    pose proof output_cosine_complement_closed as H; unfold output_cosine_complement in H. lra.
  Qed.

  (* claim: A13.cosine_odds.closed *)
  Theorem cosine_odds_closed : weight_gap w + r <> 0 ->
    cosine_odds w rho r = output_cosine w rho r / (1 - output_cosine w rho r).
  Proof.
    intros Hg. pose proof norm_positive as P.
    rewrite <- output_cosine_complement_closed.
    unfold cosine_odds, output_cosine, output_cosine_complement, contraction.
    field; repeat split; lra.
  Qed.
End Complements.
