"""What a team finishes per sprint, and how sure one can be of it (VEL-1, VEL-7)."""
