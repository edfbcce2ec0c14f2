"""Two people, or one with two clicks, at the same moment."""

from functools import partial

import pytest

from core.errors import Conflict
from integrations.imports.services import SECOND_CLICK, bring_in, check_run, upload_file
from integrations.models import ImportRun
from stories.models import Story
from teams.rules import OrganisationRole
from tests.at_once import at_once
from tests.factories import NOW, make_member, make_team, owner_of
from tests.integrations.files import csv_file, upload

ROWS = "Key,Title\n" + "".join(f"A-{n},Story {n}\n" for n in range(20))


def send(team, actor, now=NOW, text=ROWS):
    return upload_file(team=team, file=csv_file(text), actor=actor, now=now)


@pytest.mark.django_db
def test_a_form_that_was_sent_twice_is_one_upload():
    team = make_team()
    owner, admin = owner_of(team), make_member(team, organisation_role=OrganisationRole.ADMIN)
    first = send(team, owner)
    assert send(team, owner, NOW + SECOND_CLICK / 2) == first
    assert send(team, admin) != first
    assert send(team, owner, text=ROWS + "B-1,Other\n") != first
    assert send(team, owner, NOW + 2 * SECOND_CLICK) != first
    check_run(run=first, now=NOW)
    assert send(team, owner, NOW + SECOND_CLICK / 2) != first


@pytest.mark.django_db(transaction=True)
def test_two_files_at_once_come_in_whole_and_the_same_file_once():
    team = make_team()
    actor = owner_of(team)
    clicks = at_once(*[partial(send, team, actor)] * 2)
    assert clicks[0] == clicks[1]
    runs = [clicks[0], upload(team, ROWS), upload(team, ROWS.replace("A-", "B-"))]
    for run in runs:
        check_run(run=run, now=NOW)
    acts = [partial(bring_in, run=run, actor=actor, now=NOW) for run in runs]
    answers = at_once(*acts, refusals=Conflict)
    assert not isinstance(answers[2], Conflict)
    refused = [answer for answer in answers if isinstance(answer, Conflict)]
    # Whoever began to read after the other was through found all of its rows here.
    assert len(refused) == 1 or ImportRun.objects.filter(state="done").count() == 3
    numbers = list(Story.objects.filter(team=team).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, 41))
    assert Story.objects.values("external_key").distinct().count() == 40
