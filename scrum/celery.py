"""Work in the background. Tasks take ids, and may run twice or late."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scrum.settings")

app = Celery("truepace")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
