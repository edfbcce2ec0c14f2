"""Sprint planning: a meeting round the planning page, the commitment check, and what the team brings along."""
