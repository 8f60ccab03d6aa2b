"""Where a layer is: what users write, read to exact values."""
