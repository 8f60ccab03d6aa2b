"""Statements as closed propositions of Coq's real numbers."""
