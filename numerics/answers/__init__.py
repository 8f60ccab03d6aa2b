"""What is asked: values, phases, depths, contours."""
