"""`python -m tests.house.importing ROWS`: a team with a checked file, which the house's worker is asked to bring in.

Runs beside the house under test, on that house's DATA_DIR.
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scrum.settings")
django.setup()

from django.core.files.base import ContentFile  # noqa: E402
from django.utils import timezone  # noqa: E402

from integrations.imports import jobs, services  # noqa: E402
from integrations.imports.rules.run import Work  # noqa: E402
from teams.models import User  # noqa: E402
from teams.services.organisations import create_organisation, create_team  # noqa: E402


def main(rows: int) -> None:
    now = timezone.now()
    owner = User.objects.create_user("owner@example.org", None, name="Owner")
    organisation = create_organisation(name="Hearts", owner=owner, now=now)
    team = create_team(organisation=organisation, name="Pulse", actor=owner, now=now)
    text = "Key,Title,Points\n" + "".join(f"A-{n},Story {n},{n % 9}\n" for n in range(rows))
    file = ContentFile(text.encode(), "stories.csv")
    run = services.upload_file(team=team, file=file, actor=owner, now=now, slug="csv")
    services.check_run(run=run, now=now)
    jobs.ask(run=run, work=Work.BRING_IN, actor=owner, now=now)


if __name__ == "__main__":
    main(int(sys.argv[1]))
