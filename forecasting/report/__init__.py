"""The report that a share link opens: on screens, on paper, and as the rows behind it (VEL-5)."""
