"""Scaling laws: multipliers m(n), their classes, and their catalogue."""
