"""What a model's config does to its attention logits: read it, name every scaling law, compare serving engines."""
