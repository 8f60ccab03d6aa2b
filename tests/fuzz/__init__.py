"""Differential fuzzing of the prover's parts: exact values and balls against what it says."""
