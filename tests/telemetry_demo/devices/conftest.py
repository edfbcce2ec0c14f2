"""Every test has a pipeline of its own: what one keeps in memory belongs to a database that was rolled back."""

import pytest

from telemetry_demo.devices import intake
from telemetry_demo.pipeline.services import Pipeline


@pytest.fixture(autouse=True)
def _own_pipeline(monkeypatch):
    monkeypatch.setattr(intake, "_pipeline", Pipeline())
