"""Changed constants of the catalogue, and the claims that catch them."""
