"""Files as people upload them, from plain text."""

from django.core.files.base import ContentFile

from integrations.imports.queries import choices_of
from integrations.imports.services import bring_in, check_run, save_choices, upload_file
from tests.factories import NOW, owner_of


def csv_file(text, name="stories.csv", encoding="utf-8"):
    return ContentFile(text if isinstance(text, bytes) else text.encode(encoding), name=name)


def upload(team, text, slug="csv", now=NOW, **choices):
    """An uploaded file with some choices made differently from the guesses."""
    run = upload_file(team=team, slug=slug, file=csv_file(text), actor=owner_of(team), now=now)
    chosen = choices_of(run)
    for name, value in choices.items():
        setattr(chosen, name, value)
    return save_choices(run=run, choices=chosen)


def check(team, text, slug="csv", now=NOW, **choices):
    """The report of a dry run."""
    return check_run(run=upload(team, text, slug, now, **choices), now=now)


def check_of(team, text, slug="csv", now=NOW, **choices):
    """A run that was checked and has not come in."""
    run = upload(team, text, slug, now, **choices)
    check_run(run=run, now=now)
    run.refresh_from_db()
    return run


def import_all(team, text, slug="csv", now=NOW, **choices):
    """Upload, check and bring in."""
    run = upload(team, text, slug, now, **choices)
    check_run(run=run, now=now)
    return bring_in(run=run, actor=owner_of(team), now=now)


def messages(report):
    return [kind.message for kind in report.kinds.values()]
