"""Stakeholders without an account decide about a release, by a personal link that their e-mail confirms (VEL-4)."""
