"""Scaling laws at finite n."""
