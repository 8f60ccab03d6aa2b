(** Under Assumption 1 the layer's weights and outputs are the closed forms of [Definitions] (A1, A2). *)
From Coq Require Import Reals Lra Lia.
From critscale Require Import Sums Definitions Identities Layer.
Open Scope R_scope.

Section SimplexLayer.
  Variables (d n : nat) (beta alpha q rho : R) (x : nat -> nat -> R).
  Hypothesis Hn : (2 <= n)%nat.
  Hypothesis Hq : 0 < q.
  Hypothesis Hrho : 0 <= rho < 1.
  Hypothesis Halpha : 0 <= alpha.
  Hypothesis Hx : simplex d n q rho x.

  Let w := simplex_row beta rho n.
  Let y := unit_token d x.
  Let r := alpha * sqrt q.

  Lemma length_at_least_two : 2 <= n.
  Proof. apply (le_INR 2) in Hn; exact Hn. Qed.

  Lemma tokens_equiangular : equiangular d n rho y.
  Proof. now apply (simplex_equiangular d n q). Qed.

  Lemma masses i k : (i < n)%nat -> (k < n)%nat ->
    mass d beta x i k = exp (beta * rho) + (exp beta - exp (beta * rho)) * delta i k.
  Proof.
    intros Hi Hk. unfold mass.
    replace (token_cosine d x i k) with (rho + (1 - rho) * delta i k) by (symmetry; now apply tokens_equiangular).
    destruct (Nat.eq_dec i k) as [->|E]; [rewrite delta_same|rewrite delta_other by trivial].
    - replace (beta * (rho + (1 - rho) * 1)) with beta by ring; ring.
    - rewrite Rmult_0_r, Rplus_0_r; ring.
  Qed.

  Lemma partition i : (i < n)%nat -> sum n (mass d beta x i) = exp beta + (n - 1) * exp (beta * rho).
  Proof.
    intros Hi. rewrite (sum_ext n _ (fun k => exp (beta * rho) * 1
      + (exp beta - exp (beta * rho)) * (delta i k * 1))) by (intros; rewrite masses by trivial; ring).
    rewrite sum_plus, !sum_scale, (sum_delta n i (fun _ => 1)), sum_constant by trivial; ring.
  Qed.

  (* formal: A1.weights.softmax.layer *)
  Theorem simplex_weights i k : (i < n)%nat -> (k < n)%nat ->
    weight d n beta x i k = if Nat.eqb i k then self_weight w else other_weight w.
  Proof.
    intros Hi Hk. unfold weight; rewrite partition, masses by trivial. unfold w, simplex_row, delta; simpl.
    destruct (Nat.eqb i k); f_equal; ring.
  Qed.

  (** x'_i = (a - b + r) y_i + b S. *)
  Definition coefficient (i k : nat) : R := other_weight w + (weight_gap w + r) * delta i k.

  Lemma weight_gap_row : weight_gap w = self_weight w - other_weight w.
  Proof.
    pose proof length_at_least_two. unfold w; rewrite simplex_row_from_odds by lra.
    apply gap_difference; [apply odds_positive|]; lra.
  Qed.

  Lemma row_total : self_weight w + (n - 1) * other_weight w = 1.
  Proof.
    pose proof length_at_least_two. unfold w; rewrite simplex_row_from_odds by lra.
    apply row_sum; [apply odds_positive|]; lra.
  Qed.

  Lemma complement_row : self_weight_complement w = (n - 1) * other_weight w.
  Proof. unfold w, simplex_row; simpl; unfold Rdiv; ring. Qed.

  Lemma output_combination i t : (i < n)%nat ->
    output d n beta alpha x i t = combination n (coefficient i) y t.
  Proof.
    intros Hi. unfold output, attention, combination, coefficient.
    replace (alpha * x i t) with (r * y i t).
    2:{ unfold r, y, unit_token, norm. destruct Hx as [Hx1 _]; rewrite Hx1 by trivial.
        pose proof (sqrt_lt_R0 q Hq); field; lra. }
    rewrite <- (sum_delta n i (fun k => y k t) Hi), <- sum_scale, <- sum_plus.
    apply sum_ext; intros k Hk. rewrite simplex_weights, weight_gap_row by trivial. unfold delta, y.
    destruct (Nat.eqb i k); ring.
  Qed.

  Lemma coefficient_sum i : (i < n)%nat -> sum n (coefficient i) = 1 + r.
  Proof.
    intros Hi. unfold coefficient.
    rewrite (sum_ext n _ (fun k => other_weight w + (weight_gap w + r) * (delta i k * 1))) by (intros; ring).
    rewrite sum_plus, sum_scale, (sum_delta n i (fun _ => 1)), sum_constant by trivial.
    rewrite weight_gap_row; pose proof row_total; lra.
  Qed.

  Lemma coefficient_products i j : (i < n)%nat -> (j < n)%nat ->
    sum n (fun k => coefficient i k * coefficient j k)
    = other_weight w * (1 + r) + (weight_gap w + r) * coefficient j i.
  Proof.
    intros Hi Hj. rewrite (sum_ext n _ (fun k => other_weight w * coefficient j k
      + (weight_gap w + r) * (delta i k * coefficient j k))) by (intros; unfold coefficient; ring).
    now rewrite sum_plus, !sum_scale, sum_delta, coefficient_sum.
  Qed.

  Lemma output_products i j : (i < n)%nat -> (j < n)%nat ->
    inner d (output d n beta alpha x i) (output d n beta alpha x j)
    = collapsed w rho r + (rho + (1 - rho) * delta i j) * (weight_gap w + r) ^ 2.
  Proof.
    intros Hi Hj.
    rewrite (inner_ext d _ (combination n (coefficient i) y) _ (combination n (coefficient j) y))
      by (intros; now apply output_combination).
    rewrite (mixed_inner_product d n rho), !coefficient_sum, coefficient_products
      by first [assumption|exact tokens_equiangular].
    unfold collapsed, common, coefficient. rewrite complement_row, weight_gap_row, (delta_sym j i).
    replace (self_weight w) with (1 - (n - 1) * other_weight w) by (pose proof row_total; lra). ring.
  Qed.

  (* formal: A2.norm-squared.layer *)
  Theorem layer_norm_squared i : (i < n)%nat ->
    inner d (output d n beta alpha x i) (output d n beta alpha x i) = output_norm_squared w rho r.
  Proof. intros; rewrite output_products, delta_same by trivial; unfold output_norm_squared; ring. Qed.

  (* formal: A2.inner-product.layer *)
  Theorem layer_inner_product i j : (i < n)%nat -> (j < n)%nat -> i <> j ->
    inner d (output d n beta alpha x i) (output d n beta alpha x j) = output_inner_product w rho r.
  Proof. intros; rewrite output_products, delta_other by trivial; unfold output_inner_product; ring. Qed.

  (* formal: A2.cosine.layer *)
  Theorem layer_cosine i j : (i < n)%nat -> (j < n)%nat -> i <> j ->
    cosine d (output d n beta alpha x i) (output d n beta alpha x j) = output_cosine w rho r.
  Proof.
    intros Hi Hj E. unfold cosine, norm. rewrite !layer_norm_squared, layer_inner_product by trivial.
    rewrite sqrt_sqrt; [reflexivity|]. pose proof length_at_least_two.
    unfold w; rewrite simplex_row_from_odds by lra. apply Rlt_le, output_norm_squared_positive; try lra.
    - apply odds_positive; lra.
    - apply Rmult_le_pos; [trivial|apply sqrt_pos].
  Qed.
End SimplexLayer.
