"""The oracle: what running models of transformers do to their logits, read off numerically, with no knowledge of a family."""
