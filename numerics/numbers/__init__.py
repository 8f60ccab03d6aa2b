"""Number systems: balls, jets, arrays, germs at n = oo, and their precision."""
