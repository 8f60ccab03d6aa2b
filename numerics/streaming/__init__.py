"""Attention rows of queries and keys in tiles: what each row comes to, in memory that grows as n and not as n^2."""
