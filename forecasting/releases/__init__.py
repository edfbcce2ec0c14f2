"""What ships together, when, and what stakeholders decide about it (VEL-3, VEL-4)."""
