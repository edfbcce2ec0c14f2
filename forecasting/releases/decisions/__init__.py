"""What stakeholders are asked about a release, and what they decide (VEL-4)."""
