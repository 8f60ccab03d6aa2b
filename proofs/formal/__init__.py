"""Formal evidence: what the Rocq kernel accepts, and that its statements are those of the claims."""
