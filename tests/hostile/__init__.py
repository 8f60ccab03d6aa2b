"""Statements that try to fool the prover, each with the verdicts it may have."""
