"""Certificates: symbolic forms of sides, what proves them nonnegative on a box, and the files that carry it."""
