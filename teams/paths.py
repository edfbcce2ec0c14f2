"""How addresses begin: pages of a team and pages of an organisation."""

TEAM = "t/<slug:organisation_slug>/<slug:team_slug>/"
ORGANISATION = "o/<slug:organisation_slug>/"
