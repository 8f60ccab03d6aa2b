"""Sampled tokens in float64."""
