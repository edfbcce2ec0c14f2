"""Share links: a report that anybody with the link reads, until it ends or is withdrawn (VEL-5)."""
