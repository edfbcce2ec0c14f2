"""Real data of the field, where it is laid beside the project; it is never part of it."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data"
BACKLOG, SPRINTS = FOLDER / "backlog_issues.csv", FOLDER / "sprints.csv"

needs_real_data = pytest.mark.skipif(
    not (BACKLOG.exists() and SPRINTS.exists()),
    reason=f"the real data (backlog_issues.csv, sprints.csv) is not at {FOLDER}",
)
