"""What is true: assumptions, exact quantities, regimes, derived expansions, the catalogue of formulas."""
