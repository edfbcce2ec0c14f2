"""Numbers derived from the ledger: what a team's past says about its next sprints."""
