"""Scaling laws at finite n: their multipliers, where they cross a level, and models that are extended."""
