"""`python -m tests.browser.colleague <e-mail> <name>` makes a colleague of the account with this e-mail.

The colleague is part of the same organisation and of no team yet; printed is a session of theirs.
Runs beside the house under test, on that house's DATA_DIR.
"""

import sys

from tests.browser.sessions import session_of  # sets Django up

from django.utils import timezone  # isort: skip

from teams.models import User  # isort: skip
from teams.services.members import join_organisation  # isort: skip


def main(owner_email: str, name: str) -> None:
    owner = User.objects.get(email=owner_email)
    organisation = owner.organisation_memberships.select_related("organisation").get().organisation
    colleague = User.objects.create_user(f"colleague-of-{owner_email}", None, name=name)
    join_organisation(organisation=organisation, user=colleague, actor=owner, now=timezone.now())
    sys.stdout.write(session_of(colleague))


if __name__ == "__main__":
    main(*sys.argv[1:])
