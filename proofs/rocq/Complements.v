(** The complements of theory/layer/quantities.py, written without cancellation, equal to the naive differences (A2, A13). *)
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

  (* formal: A1.self-weight-complement.closed *)
  Theorem self_weight_complement_closed : self_weight_complement w = 1 - self_weight w.
  Proof. now apply complement_sum. Qed.

  (* formal: A1.weight-gap.closed *)
  Theorem weight_gap_closed : weight_gap w = self_weight w - other_weight w.
  Proof. apply gap_difference; lra. Qed.

  (* claim: A2.geometry.complement *)
  Theorem contraction_complement_closed : contraction_complement w rho r = 1 - contraction w rho r.
  Proof.
    pose proof norm_positive as P. unfold contraction_complement, contraction.
    revert P; unfold output_norm_squared; intros P; field; lra.
  Qed.

  (* claim: A2.geometry.contraction *)
  Theorem contraction_definition :
    (1 - Naive.output_inner_product (self_weight w) (other_weight w) n rho r
         / Naive.output_norm_squared (self_weight w) (other_weight w) n rho r) / (1 - rho)
    = contraction w rho r.
  Proof.
    unfold w; rewrite <- output_norm_squared_closed, <- output_inner_product_closed by lra.
    fold w; fold (output_cosine w rho r); unfold w; rewrite cosine_from_contraction by trivial. field; lra.
  Qed.

  (* formal: A2.cosine-complement.closed *)
  Theorem output_cosine_complement_closed : output_cosine_complement w rho r = 1 - output_cosine w rho r.
  Proof. unfold output_cosine_complement, w; now rewrite cosine_from_contraction. Qed.

  (* claim: A6.rate.cosine *)
  Theorem output_cosine_excess_closed : output_cosine_excess w rho r = output_cosine w rho r - rho.
  Proof.
    unfold output_cosine_excess. rewrite contraction_complement_closed.
    pose proof output_cosine_complement_closed as H; unfold output_cosine_complement in H. lra.
  Qed.

  (* claim: A13.odds.gap *)
  Theorem participation_minus_overlap : participation w - row_overlap w = weight_gap w ^ 2.
  Proof. unfold participation, row_overlap, w; simpl; field; lra. Qed.

  (* claim: A13.odds.finite *)
  Theorem cosine_odds_overlap : cosine_odds w rho 0
    = (rho + (1 - rho) * row_overlap w) / ((1 - rho) * (participation w - row_overlap w)).
  Proof.
    rewrite participation_minus_overlap. unfold cosine_odds. rewrite Rplus_0_r. f_equal.
    unfold output_inner_product, collapsed, common, row_overlap, w; simpl; field; lra.
  Qed.

  (* formal: A13.cosine-odds.closed *)
  Theorem cosine_odds_closed : weight_gap w + r <> 0 ->
    cosine_odds w rho r = output_cosine w rho r / (1 - output_cosine w rho r).
  Proof.
    intros Hg. pose proof norm_positive as P.
    rewrite <- output_cosine_complement_closed.
    unfold cosine_odds, output_cosine, output_cosine_complement, contraction.
    field; repeat split; lra.
  Qed.
End Complements.
