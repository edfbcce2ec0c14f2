from django.apps import AppConfig

from scrum.celery import app as celery_app

__all__ = ["ScrumConfig", "celery_app"]


class ScrumConfig(AppConfig):
    """The house: wires the rooms together, decides nothing and is imported by nobody.

    Loading it loads the Celery application, to which every shared task then belongs.
    """

    name = "scrum"
