"""A planned sprint held against the forecast."""
