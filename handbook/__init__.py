"""The handbook: what the suite knows, as a static site of pages and pictures."""
