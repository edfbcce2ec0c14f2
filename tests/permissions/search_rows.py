"""Search, palette and the board on the wall."""

from tests.permissions.rows import Row

ROWS = [
    Row("sprints:wall", "see"),
    Row("scrum:palette", "see"),
    Row("scrum:palette", "see", query="?q=alarm"),
]
