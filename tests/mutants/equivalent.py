"""Mutants that say the same as what they change, and those that say nothing."""

from __future__ import annotations

SAME = {
    "jacobian.jacobian_operator_norm: 1 + r + 0 * row.self_weight -> 1 + r - 0 * row.self_weight": "0 is added for its field",
    "jacobian.jacobian_operator_norm: 0 * row.self_weight -> 0 / row.self_weight": "0 is added for its field",
    "causal.position_row: 1 + 0 * ratio -> 1 - 0 * ratio": "0 is added for its field",
    "causal.position_row: 0 * ratio -> 0 / ratio": "0 is added for its field",
    "causal.output_norm_squared: 0 -> 1": "the participation does not read r",
    "limits.dirichlet_entropy: 1 + 0 * m -> 1 - 0 * m": "0 is added for its field",
    "limits.dirichlet_entropy: 0 * m -> 0 / m": "0 is added for its field",
    "limits.energy_square: 1 + 0 * length -> 1 - 0 * length": "0 is added for its field",
    "limits.energy_square: 0 * length -> 0 / length": "0 is added for its field",
    "limits.sphere_ipr: 1 + 0 * beta -> 1 - 0 * beta": "0 is added for its field",
    "limits.sphere_ipr: 2 + 0 * beta -> 2 - 0 * beta": "0 is added for its field",
    "limits.sphere_ipr: 0 * beta -> 0 / beta": "0 is added for its field",
    "regimes.LOG_2: 2 * p.one -> 2 / p.one": "one is 1",
    "regimes.ALSO_LOG_2: 2 * p.one -> 2 / p.one": "one is 1",
    "regimes.FREE: 0 -> 1": "the free chart has no row and no length: nothing reads them",
}
"""Why no claim can tell them from the original."""
NOTHING = {
    "boltzmann.partition: beta * gap -> beta / gap": "the top key's gap is 0",
    "boltzmann.mean_gap: beta * gap -> beta / gap": "the top key's gap is 0",
    "boltzmann.mean_gap: exp(-(beta * gap)) * gap -> exp(-(beta * gap)) / gap": "the top key's gap is 0",
    "boltzmann.gap_variance: beta * gap -> beta / gap": "the top key's gap is 0",
    "sphere.tail: 1 - e ** 2 -> 1 + e ** 2": "the incomplete beta function is undefined beyond 1",
    "sphere.tail_odd: 0 * e -> 0 / e": "0 is added for its field; undefined at e = 0",
}
"""Mutants that divide by 0 or leave a function's domain at a point: UNKNOWN there, and right elsewhere."""
UNSEEN = {
    "proofs/kinds/derived.py:first_length: 4 -> 5": "more precision than is needed to round up gives the same integer",
    "proofs/kinds/classified.py:: 20 -> 21": "what has vanished is smaller than either",
    "proofs/certificates/forms.py:_opposite: return () -> return None": "who asks takes either for no points",
    "proofs/budget.py:: 192 -> 193": "a bit more precision than is needed",
    "numerics/laws/self_weight.py:: 32 -> 33": "a bit more precision than is needed",
    "proofs/search/decision.py:: 1000 -> 1001": "two values that agree to so many bits are the same",
    "proofs/kinds/classified.py:: 5 -> 6": "another length of a sample",
    "proofs/kinds/derived.py:Parameters.depth: 1 -> 2": "another depth of a sample",
    "theory/expansions/catalogue.py:_depends: 1 -> 2": "it is looked at which names occur, not how",
    'proofs/readback/line.py:Line.stratum: return "" -> return None': "a key of a table",
    "proofs/claims/a06_rates.py:A7.rate.contraction.twins: 1 -> 2": "the twin stays false",
    "proofs/claims/c02_reductions.py:C4.others.exponent.twins: 2 -> 3": "the twin stays false",
    "proofs/claims/e31_gaussian_needle.py:E31.law.twins: p.u * smaller_root(p) -> (p.u) / (smaller_root(p))": "the twin stays false",
    "proofs/claims/e02_critical_bounds.py:E2.log.step.pins: 0 -> 1": "the bound is as close at log j = 1",
    "audit/key_effects.py:: 131072 -> 131073": "another length at which keys are tried",
    'proofs/claims/h03_entmax.py:: assume("B", "2^-q", 0, 1, low_open=True, high_open=True) -> '
    "assume('B', '2^-q', 0, 1, low_open=True)": "the statement is true at B = 1 too",
    "proofs/claims/d10_metastability.py:_strayed: 2 -> 3": "no token of the two caps is near a third centre",
    "proofs/claims/e02_critical_bounds.py:: 2 -> 3": "the bound holds below the masses of ranks too, for t >= 1/3",
    'pictures/experiment.py:draw: figure.colorbar(images[2], ax=axes[2], label="difference", location="bottom", shrink=0.9) '
    "-> figure.colorbar(images[2], label='difference', location='bottom', shrink=0.9)": "a bar stands at its image's axes anyway",
}
"""Changes of the sample that nobody can see, by `operators.Change.name`, and why."""
