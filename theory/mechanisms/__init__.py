"""Attention mechanisms: what turns the logits of a row into its weights."""
