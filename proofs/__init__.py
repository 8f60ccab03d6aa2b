"""Why it is believed: claims, the evidence for them, the checkers, and the suite."""
