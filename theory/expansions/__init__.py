"""Asymptotic expansions: formulas in the growth rates of a chart, and their error terms."""
