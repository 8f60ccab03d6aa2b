"""Rows of random scores: the laws that scores follow, the inverse temperature at which a row focuses, and its limits."""
