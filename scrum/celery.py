"""Work in the background. Tasks take ids, and may run twice or late."""

import os

import click
from celery import Celery, bootsteps
from celery.beat import EmbeddedService
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scrum.settings")

app = Celery("truepace")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.user_options["worker"].add(
    click.Option(["--with-clock"], is_flag=True, help="Start the scheduled tasks from this worker, too.")
)


@setup_logging.connect
def keep_our_logging(**_kwargs) -> None:
    """Celery leaves logging alone when somebody listens to this signal."""


class Clock(bootsteps.StartStopStep):
    """Celery's beat as a thread of the worker.

    Celery's own `--beat` forks a process, which would outlive a killed worker.
    """

    requires = {"celery.worker.components:Pool"}

    def __init__(self, worker, with_clock: bool = False, **options):
        super().__init__(worker, **options)
        self.enabled = with_clock
        self._service = None

    def create(self, worker):
        self._service = EmbeddedService(worker.app, thread=True)
        return self._service


app.steps["worker"].add(Clock)
