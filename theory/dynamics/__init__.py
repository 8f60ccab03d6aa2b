"""Many layers: the maps of depth and the flows they approach."""
