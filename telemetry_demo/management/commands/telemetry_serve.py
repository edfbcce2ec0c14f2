"""``manage.py telemetry_serve``: the pipeline as the house keeps it running beside the web server."""

import logging
import signal
import socket
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import OperationalError
from django.utils import timezone

from telemetry_demo.alerting.following import follow_once
from telemetry_demo.pace.services import forget_old_pace, tell_figures
from telemetry_demo.pipeline.prepare import prepare_tables
from telemetry_demo.pipeline.services import Pipeline, take_all
from telemetry_demo.sources.base import Source
from telemetry_demo.sources.folder import FolderSource
from telemetry_demo.sources.redis_stream import StreamSource
from telemetry_demo.sources.simulated import SimulatedSource

PAUSE = 0.2  # seconds between two looks at the sources
TELLS_EVERY, FORGETS_EVERY, PATIENCE = 1.0, 3600.0, 2.0
DEMO_TRIAL, DEMO_PATIENTS = "T1", 5

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Takes in what comes, lets the rules follow, and tells the figures once a second, until SIGTERM."""

    help = "Keep reading the inbox of the data directory and the log in Redis, and tell how the streams do."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self._goes_on = True
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        prepare_tables()
        settings.TELEMETRY_INBOX.mkdir(mode=0o700, parents=True, exist_ok=True)
        service = Service(sources())
        while self._goes_on:
            try:
                service.once()
            except OperationalError as problem:  # a database that is away comes back; nothing is lost meanwhile
                logger.warning("the telemetry pipeline waits for its database: %s", problem)
                time.sleep(PATIENCE)
            time.sleep(PAUSE)

    def _stop(self, *_: Any) -> None:
        self._goes_on = False


def sources() -> list[Source]:
    """The inbox and the log in Redis; in the demo, monitors that do not exist besides."""
    found: list[Source] = [FolderSource(settings.TELEMETRY_INBOX)]
    if settings.REDIS_URL:
        found.append(StreamSource(settings.REDIS_URL, name=socket.gethostname()))
    if settings.DEMO:
        found.append(SimulatedSource(trial=DEMO_TRIAL, patients=DEMO_PATIENTS, now=timezone.now()))
    return found


class Service:
    """One turn after the other over all sources."""

    def __init__(self, its_sources: list[Source]):
        self._sources, self._pipeline = its_sources, Pipeline()
        self._tells_at = self._forgets_at = 0.0

    def once(self) -> None:
        """Take in what has come; when it is time, wake the rules and tell the figures."""
        for source in self._sources:
            take_all(source=source, pipeline=self._pipeline)
        if time.monotonic() >= self._tells_at:
            self._tells_at = time.monotonic() + TELLS_EVERY
            self._tell()

    def _tell(self) -> None:
        now = timezone.now()
        if self._pipeline.owes:
            self._pipeline.take([])
        follow_once(now=now)
        tell_figures(now=now)
        if time.monotonic() >= self._forgets_at:
            self._forgets_at = time.monotonic() + FORGETS_EVERY
            forget_old_pace(now=now)
