"""What real heads do: the rows of a model's heads, how far each lies from its threshold, and how that grows with the context."""
