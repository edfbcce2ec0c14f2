"""What differs while tests run.

They see none of the developer's own environment: a fresh data directory, and SQLite unless
TEST_DATABASE_URL names a PostgreSQL server.
"""

import atexit
import os
import shutil
import tempfile

for name in ("TRUEPACE_ENV", "DATABASE_URL", "TELEMETRY_DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DEBUG", "DEMO"):
    os.environ.pop(name, None)
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="truepace-test-")
atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
os.environ["DATABASE_URL"] = os.environ["TELEMETRY_DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", "")

from scrum.settings import *  # noqa: E402, F403  the environment must be set before

# One quick round: what is tested is who may sign in, not how slow guessing is.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Templates name files by their own names, so tests need no collectstatic.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
# A file: SQLite in shared memory refuses readers beside a writer, a file lets them go on.
if "sqlite" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}  # noqa: F405
# Readings have a database of their own here too. Its tables are made from the models: going through the migrations of
# all apps, which make nothing there, would take longer than most tests.
DATABASES["telemetry"]["TEST"] = {"NAME": "test_telemetry", "MIGRATE": False}  # noqa: F405
if "sqlite" in DATABASES["telemetry"]["ENGINE"]:  # noqa: F405
    DATABASES["telemetry"]["TEST"]["NAME"] = DATA_DIR / "test_telemetry.sqlite3"  # noqa: F405
