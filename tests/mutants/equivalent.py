"""Mutants that say the same as what they change, and those that say nothing."""

from __future__ import annotations

SAME = {
    "gradients.gradient_operator_norm: 1 + r + 0 * row.self_weight -> 1 + r - 0 * row.self_weight": "0 is added for its field",
    "gradients.gradient_operator_norm: 0 * row.self_weight -> 0 / row.self_weight": "0 is added for its field",
}
"""Why no claim can tell them from the original."""
NOTHING: dict[str, str] = {}
"""Mutants that divide by 0 or leave a function's domain at a point: UNKNOWN there, and right elsewhere."""
