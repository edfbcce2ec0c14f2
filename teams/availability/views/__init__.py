"""Pages of the one availability calendar."""
