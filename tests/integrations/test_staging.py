"""Stories are made ready before they are written: nothing that happens in between is lost or doubled."""

from datetime import timedelta

import pytest

from core.errors import Conflict
from integrations.imports.formats.registry import FORMATS
from integrations.imports.services import bring_in, check_run
from stories.models import SearchText, Story
from stories.search.services import index_all
from tests.factories import NOW, make_persona, make_team, owner_of
from tests.integrations.files import import_all, upload
from tests.integrations.test_story_import import BACKLOG

pytestmark = pytest.mark.django_db


def test_imported_stories_are_found_by_the_words_that_a_new_index_would_hold():
    team = make_team()
    make_persona(team)
    text = BACKLOG + 'ABC-4,Story,"As an Auditor, I want Übersicht",1,To Do,,,,,,"Given a, when b, then c"\n'
    import_all(team, text, add_personas=True)
    kept = list(SearchText.objects.order_by("pk").values())
    assert len(kept) == 4
    index_all()
    assert list(SearchText.objects.order_by("pk").values()) == kept


def test_stories_that_came_in_while_a_file_was_read_do_not_come_in_twice():
    team = make_team()
    first, second = upload(team, BACKLOG), upload(team, BACKLOG, now=NOW + timedelta(minutes=1))
    for run in (first, second):
        check_run(run=run, now=NOW)
    staged = []

    def other_import_comes_first(**what):
        staged.append(mine := stage(**what))
        if len(staged) == 1:
            bring_in(run=first, actor=owner_of(team), now=NOW)
        return mine

    stage = FORMATS["csv"].stage
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FORMATS["csv"], "stage", other_import_comes_first)
        with pytest.raises(Conflict, match="have come in meanwhile"):
            bring_in(run=second, actor=owner_of(team), now=NOW)
    assert Story.objects.count() == 3
