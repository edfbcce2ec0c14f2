"""Meeting time and its panel on Today; whose share is shown to whom is told in tests/ceremonies/budget/."""

from tests.permissions.rows import Row

ROWS = [Row("ceremonies:meeting_time", "see"), Row("ceremonies:hands_on", "see")]
