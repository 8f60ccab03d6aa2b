"""Attention rows of any scores: a row is its gaps, and everything comes from its partition function."""
