"""Live figures and raw readings of a team's trials: for all who see the team."""

from tests.permissions.rows import Row

ROWS = [
    Row("telemetry_demo:dashboard", "see"),
    Row("telemetry_demo:readings", "see"),
]
TOPICS = {"telemetry": ("see", lambda world: world.team.pk)}
