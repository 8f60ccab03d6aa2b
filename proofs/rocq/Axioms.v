(** The axioms under the theorems that carry a claim, printed here and read by whoever checks.

    All theorems stand in one tuple each for the certified numbers and for the rest, so that their common axioms are
    printed in a second instead of a minute; [Print Assumptions] with a single name tells them apart.

    Expected: ClassicalDedekindReals.sig_forall_dec, ClassicalDedekindReals.sig_not_dec (the reals of Coq's library),
    FunctionalExtensionality.functional_extensionality_dep and Classical_Prop.classic; nothing else. *)
From critscale Require Monotone MeanSquare Identities Complements Layer SimplexLayer Weights Phase Cosine LayerPhase Window Critical
  Rates Collapse Entropy CriticalEntropy Participation Threshold Orthogonal AlmostSimplex TokenError JacobianEntry
  MeanSquareGradient GradientRemainder Gradient GradientPhase Refuted RefutedShares Bounds Certificate
  Rows Mechanisms SparseRows Cap.

(** The mathematics. *)
Definition theorems :=
  (Monotone.self_weight_monotone, Monotone.contraction_monotone, Monotone.share_monotone,
   MeanSquare.mean_square_subcritical, MeanSquare.mean_square_critical, MeanSquare.mean_square_supercritical,
   Identities.simplex_row_from_odds, Identities.self_weight_from_odds,
   Identities.other_weight_from_odds, Identities.row_sum, Identities.weight_gap_from_self_weight,
   Identities.output_difference, Identities.output_norm_squared_closed,
   Identities.output_inner_product_closed, Identities.participation_closed, Identities.row_overlap_closed,
   Identities.cosine_from_contraction, Complements.self_weight_complement_closed, Complements.weight_gap_closed,
   Complements.contraction_definition, Complements.participation_minus_overlap, Complements.cosine_odds_overlap,
   Complements.contraction_complement_closed, Complements.output_cosine_complement_closed,
   Complements.output_cosine_excess_closed, Complements.cosine_odds_closed, Layer.universal_overlap,
   Layer.simplex_exists, SimplexLayer.simplex_weights, SimplexLayer.layer_norm_squared,
   SimplexLayer.layer_inner_product, SimplexLayer.layer_cosine, Weights.self_weight_complement_rate,
   Weights.self_weight_rate, Weights.self_weight_rate_sharp, Weights.self_weight_rate_exact,
   Weights.self_weight_critical_exact, Weights.self_weight_subcritical,
   Weights.self_weight_critical, Weights.self_weight_supercritical, Phase.output_norm_squared_limit,
   Phase.contraction_limit, Phase.output_cosine_limit, Cosine.cosine_subcritical, Cosine.cosine_critical,
   Cosine.cosine_supercritical, Cosine.cosine_subcritical_no_residual, Cosine.cosine_critical_no_residual,
   Cosine.cosine_supercritical_no_residual, LayerPhase.layer_cosine_subcritical, LayerPhase.layer_cosine_critical,
   LayerPhase.layer_cosine_supercritical, Window.self_weight_window_exact, Window.self_weight_window_expansion,
   Collapse.contraction_subcritical_leading, Window.self_weight_window,
   Window.output_norm_squared_window, Window.contraction_window, Window.output_cosine_window,
   Critical.other_weight_critical_exact, Critical.contraction_critical_exact, Critical.output_cosine_critical_exact,
   Critical.self_weight_critical_bound, Critical.contraction_critical_expansion,
   Critical.output_cosine_critical_bound, Critical.output_cosine_critical_expansion,
   Critical.output_cosine_critical_order, Critical.contraction_critical_order, Window.self_weight_window_order,
   CriticalEntropy.row_entropy_critical_order, Rates.output_cosine_excess_rate,
   Rates.uniform_collapses,
   Rates.output_cosine_complement_rate, Entropy.row_entropy_closed, Entropy.row_entropy_binary,
   Entropy.entropy_fraction_limit, Entropy.entropy_fraction_subcritical, Entropy.entropy_fraction_critical,
   Entropy.entropy_fraction_supercritical, Entropy.entropy_fraction_window,
   CriticalEntropy.row_entropy_critical_exact, CriticalEntropy.row_entropy_critical_bound,
   CriticalEntropy.row_entropy_critical_within, CriticalEntropy.row_entropy_critical_limit,
   Participation.participation_limit, Participation.participation_ratio_limit, Participation.cosine_odds_limit,
   Participation.participation_ratio_critical, Participation.participation_ratio_supercritical,
   Participation.cosine_participation_subcritical, Participation.cosine_odds_critical,
   Participation.participation_ratio_window, Participation.cosine_participation_window,
   Participation.cosine_odds_window, Threshold.self_weight_at_threshold,
   Threshold.self_weight_half, Threshold.contraction_at_threshold,
   Orthogonal.orthogonal_subcritical, Orthogonal.orthogonal_critical, Orthogonal.orthogonal_supercritical,
   AlmostSimplex.self_weight_lower, AlmostSimplex.self_weight_upper, AlmostSimplex.almost_simplex_subcritical,
   AlmostSimplex.almost_simplex_supercritical, TokenError.token_error_bound, TokenError.token_error_rate,
   TokenError.token_error_vanishes, JacobianEntry.jacobian_entry, MeanSquareGradient.simplex_mean_square_gradient,
   GradientRemainder.mean_square_gradient_bound, Gradient.gradient_remainder, GradientPhase.gradient_subcritical,
   GradientPhase.gradient_critical, GradientPhase.gradient_supercritical, GradientPhase.gradient_critical_limit,
   GradientPhase.gradient_supercritical_limit, GradientPhase.gradient_window,
   Refuted.cosine_critical_is_not_3_2, Refuted.self_weight_critical_is_not_one_third,
   Refuted.cosine_subcritical_is_not_rho, Refuted.cosine_supercritical_is_not_subcritical,
   Refuted.cosine_critical_is_not_2_rho, Refuted.cosine_subcritical_residual_matters,
   Refuted.cosine_critical_residual_matters, Refuted.self_weight_window_has_a_sign,
   Refuted.orthogonal_subcritical_is_not_one, Refuted.orthogonal_critical_is_not_zero,
   Refuted.orthogonal_threshold_is_not_one, Refuted.orthogonal_is_not_one_fourth,
   RefutedShares.entropy_fraction_subcritical_is_not_zero, RefutedShares.entropy_fraction_critical_is_not_one,
   RefutedShares.entropy_fraction_supercritical_is_not_one, RefutedShares.entropy_fraction_window_is_not_s,
   RefutedShares.participation_ratio_supercritical_is_not_four, RefutedShares.cosine_odds_critical_is_not_three,
   RefutedShares.participation_ratio_window_is_not_1_s, Certificate.sound, Certificate.by_quotient, Rows.jensen_row, Rows.bennett_row,
   Rows.horizon_row, Rows.entropy_row, Rows.participation_row, Rows.partition_row, Rows.annealed_row,
   Mechanisms.entmax_gap_below, Mechanisms.entmax_identity, Mechanisms.entmax_threshold,
   Mechanisms.sigmoid_highest, SparseRows.sparse_support, SparseRows.sparse_floor, SparseRows.sparse_ceiling, Cap.capped_gap_maximum).

Print Assumptions theorems.

(** The numbers certified by coq-interval. *)
Definition enclosures :=
  (Bounds.critical_cosine_1000, Bounds.critical_cosine_1000000, Bounds.self_weight_box, Bounds.self_weight_1000,
   Bounds.critical_contraction_1000, Bounds.critical_entropy_1000000, Bounds.threshold_1000,
   Bounds.supercritical_cosine_1000000, Bounds.self_weight_googol).

Print Assumptions enclosures.
