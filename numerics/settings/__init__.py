"""Where a layer is: its context length, scale and dimension, read to exact values; the window at finite n."""
