"""Faults planted in the derivations, each of which ``critscale verify`` alone has to notice."""
