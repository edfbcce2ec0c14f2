"""How good a team's forecasts were."""

from tests.permissions.rows import Row

ROWS = [Row("forecasting:forecasts_csv", "see"), Row("forecasting:reliability_csv", "see")]
