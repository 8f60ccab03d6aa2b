(** How fast tokens collapse below the critical gamma, without residual (A7):
    lambda ~ n^(-2 (1 - gamma (1 - rho))) / rho. *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From critscale Require Import Definitions Identities Limits Weights Phase.
Open Scope R_scope.

Section Collapse.
  Variables gamma rho : R.
  Hypothesis Hrho : 0 < rho < 1.
  Hypothesis Hgamma : 0 < gamma < 1 / (1 - rho).
  Let depth := 1 - gamma * (1 - rho).
  Let w (n : nat) := scaled_row gamma rho n.

  Lemma depth_range : 0 < depth < 1.
  Proof.
    unfold depth. destruct Hgamma as [G H]. assert (0 < gamma * (1 - rho)) by (apply Rmult_lt_0_compat; lra).
    apply (Rmult_lt_compat_r (1 - rho)) in H; [field_simplify in H|]; lra.
  Qed.

  (** a - b = n^(-depth) (1 - n^(depth - 1)) / (n^(-depth) + 1 - 1/n). *)
  Lemma gap_exact (n : nat) : 2 <= n -> weight_gap (w n)
    = Rpower n (- depth) * ((1 - Rpower n (- (1 - depth))) / (Rpower n (- depth) + (1 - / n))).
  Proof.
    intros Hn. unfold w, scaled_row. rewrite simplex_row_from_odds, scaled_odds by lra.
    replace (gamma * (1 - rho)) with (1 - depth) by (unfold depth; ring).
    replace (- depth) with ((1 - depth) + -1) by ring. rewrite power_split, power_minus_one, Rpower_Ropp by lra.
    pose proof (power_positive n (1 - depth)) as P; revert P; generalize (Rpower n (1 - depth)); intros p P.
    assert (0 < p + (n - 1)) by lra. simpl. field; repeat split; lra.
  Qed.

  (* claim: A7.rate.contraction *)
  Theorem contraction_subcritical_leading :
    is_lim_seq (fun n : nat => contraction (w n) rho 0 / (Rpower n (- depth) ^ 2 / rho)) 1.
  Proof.
    pose proof depth_range as D. pose proof inverse_vanishes as I.
    pose proof (power_vanishes depth ltac:(lra)) as U. pose proof (power_vanishes (1 - depth) ltac:(lra)) as T.
    pose proof (output_norm_squared_limit (fun n => gamma * ln n) rho 0 0
                  (self_weight_subcritical gamma rho ltac:(lra) (proj2 Hgamma))) as N.
    assert (P : 0 < limit_norm 0 rho 0) by (apply limit_norm_positive; lra).
    apply (limit_ext (fun n : nat =>
      rho * ((1 - Rpower n (- (1 - depth))) / (Rpower n (- depth) + (1 - / n))
             * ((1 - Rpower n (- (1 - depth))) / (Rpower n (- depth) + (1 - / n))))
      / output_norm_squared (simplex_row (gamma * ln n) rho n) rho 0)).
    - intros n Hn. unfold contraction. rewrite gap_exact by trivial.
      assert (0 < output_norm_squared (w n) rho 0).
      { unfold w, scaled_row. rewrite simplex_row_from_odds by lra.
        apply output_norm_squared_positive; try lra. apply odds_positive; lra. }
      fold (scaled_row gamma rho n). fold (w n).
      pose proof (power_positive n (- depth)) as Q. set (u := Rpower n (- depth)) in *.
      set (v := (1 - Rpower n (- (1 - depth))) / (u + (1 - / n))). field; lra.
    - apply (limit_is _ (rho * ((1 - 0) / (0 + (1 - 0)) * ((1 - 0) / (0 + (1 - 0)))) / limit_norm 0 rho 0)).
      + unfold limit_norm. field. lra.
      + assert (G : is_lim_seq (fun n : nat => (1 - Rpower n (- (1 - depth))) / (Rpower n (- depth) + (1 - / n)))
                      ((1 - 0) / (0 + (1 - 0)))) by (apply limit_over; [lra| |]; limit_rules).
        apply limit_over; [lra| |exact N]. apply limit_times; [apply is_lim_seq_const|]. apply limit_times; exact G.
  Qed.
End Collapse.
