"""The experiment on real heads, ``make real``: two small models, three kinds of text, each also shuffled; what the theory says of them."""
