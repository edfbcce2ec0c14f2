"""Search and palette."""

from tests.permissions.rows import Row

ROWS = [
    Row("scrum:palette", "see"),
    Row("scrum:palette", "see", query="?q=alarm"),
]
