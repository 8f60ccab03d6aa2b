"""Faults planted in the catalogue and in the derivations, each of which a claim has to notice."""
