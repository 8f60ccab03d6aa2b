"""Number systems: balls, germs at infinity, jets, and their precision."""
