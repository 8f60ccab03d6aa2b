"""What is asked: values, grids, phases, depths, contours, flows."""
