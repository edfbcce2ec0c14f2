"""Search, palette and the board on the wall."""

from tests.permissions.rows import Row

ROWS = [
    Row("stories:writing_help", "write", method="POST", data=lambda w: {"goal": "to see it"}),
    Row("sprints:wall", "see"),
    Row("scrum:palette", "see"),
    Row("scrum:palette", "see", query="?q=alarm"),
]
