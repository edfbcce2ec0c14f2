"""How good a team's forecasts were."""

from tests.permissions.rows import Row

ROWS = [Row("forecasting:forecasts_csv", "see")]
