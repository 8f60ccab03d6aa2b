"""What it comes to: context lengths, balls, certified evaluation, exact attention on arrays, grids."""
