"""Sampled tokens in float64: attention by brute force, experiments, particles."""
