"""What ``critscale formula`` prints, read back without anything of the derivation."""
