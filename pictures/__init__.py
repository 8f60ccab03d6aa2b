"""What it looks like: the figures, each drawn from the numbers of the package."""
