"""The search for a counterexample: points of a domain, what a point decides, and where to look for the one that fails."""
