"""Pages of standups: one module for the team's own page, one for what happens in a room."""
