"""`python -m tests.browser.sessions` prints, as JSON, the demo team's address and a session for each of its people.

Runs beside the house under test, on that house's DATA_DIR.
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scrum.settings")
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402

from teams.models import Team  # noqa: E402

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def session_of(user) -> str:
    """A new signed-in session of this person."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


def main() -> None:
    team = Team.objects.select_related("organisation").order_by("pk")[0]
    people = [member.user for member in team.memberships.current().select_related("user")]
    json.dump(
        {
            "team": f"/t/{team.organisation.slug}/{team.slug}/",
            "organisation": f"/o/{team.organisation.slug}/",
            "sessions": {user.email.partition("@")[0]: session_of(user) for user in people},
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
