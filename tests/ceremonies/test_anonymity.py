"""RET-3: nobody can learn who answered what, from the database, the logs, the diary, frames or pages."""

import io
import itertools
import json
import logging
import re

import pytest
from django.core import serializers
from django.db import connection
from django.utils import timezone

from ceremonies.models import Poll
from ceremonies.polls.queries import own_choice
from ceremonies.polls.rules import Draft, Option
from ceremonies.polls.services import answer_poll, ask_poll, close_poll
from live import bus
from tests.at_once import at_once
from tests.ceremonies.world import signed_in
from tests.factories import make_member, make_team, owner_of

DRAFT = Draft("Canary?", tuple(Option("", text) for text in ("Zebra", "Quagga", "Okapi")))


def dump() -> dict[str, list[str]]:
    """Every row of every table in the order in which the database gives them, as a backup would hold it."""
    rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            rows[table] = [repr(row) for row in cursor.fetchall()]
    return rows


@pytest.fixture
def log():
    """All that any logger writes."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def frames(monkeypatch):
    told = []
    monkeypatch.setattr(bus, "broadcast", lambda topic, version, text: told.append(text))
    return told


@pytest.mark.django_db
def test_nothing_ties_an_answer_to_a_person(log, frames, django_capture_on_commit_callbacks):
    team = make_team()
    poll = ask_poll(team=team, draft=DRAFT, actor=owner_of(team), now=timezone.now())
    people = [make_member(team) for _ in range(4)]
    options = list(poll.options.values_list("pk", flat=True))
    before = dump()
    with django_capture_on_commit_callbacks(execute=True):
        for person, option in zip(people, (options[2], options[0], options[0], options[1]), strict=True):
            address = f"/t/{team.organisation.slug}/{team.slug}/polls/{poll.pk}/answer/"
            assert signed_in(person).post(address, {"option": option}).status_code == 302
    during = dump()
    changed = {table for table in during if during[table] != before[table]}
    assert changed - {"django_session", "teams_signin"} <= {"ceremonies_poll", "live_topic", "teams_user"}
    ballots = Poll.objects.get(pk=poll.pk).ballots
    assert list(ballots) == sorted(ballots)
    assert len(ballots) == 4
    for person in people:
        assert not any(str(person.pk) == token or person.email in token for token in ballots)
    lines = [line for line in log.getvalue().splitlines() if "/answer/" in line]
    assert lines
    assert not [line for line in lines if re.search(r"user'?[=:]\s*'?\d", line)]
    close_poll(poll=poll, actor=owner_of(team), now=timezone.now())
    after = dump()
    assert not [row for rows in after.values() for row in rows for token in ballots if token in row]
    assert not [text for text in frames for token in ballots if token in text]


@pytest.mark.django_db
def test_the_same_people_with_other_answers_leave_the_same_dump_after_the_close():
    """Whoever holds a dump of a closed poll cannot tell one assignment of answers from another."""
    team = make_team()
    people = [make_member(team) for _ in range(3)]
    prints = set()
    for order in itertools.permutations(range(3)):
        poll = ask_poll(team=team, draft=DRAFT, actor=owner_of(team), now=timezone.now())
        options = list(poll.options.values_list("pk", flat=True))
        for person, place in zip(people, order, strict=True):
            answer_poll(poll=poll, person=person, chosen=[options[place]], now=timezone.now())
        close_poll(poll=poll, actor=None, now=timezone.now())
        (row,) = json.loads(serializers.serialize("json", Poll.objects.filter(pk=poll.pk)))
        kept = {name: row["fields"][name] for name in ("ballots", "nonce", "answers", "is_anonymous")}
        prints.add(json.dumps([kept, list(poll.options.values_list("votes", flat=True))]))
    assert len(prints) == 1


@pytest.mark.django_db
def test_a_token_cannot_be_made_from_a_dump_without_the_sites_key(settings):
    team = make_team()
    poll = ask_poll(team=team, draft=DRAFT, actor=owner_of(team), now=timezone.now())
    person = make_member(team)
    answer_poll(poll=poll, person=person, chosen=[poll.options.first().pk], now=timezone.now())
    fresh = Poll.objects.get(pk=poll.pk)
    assert own_choice(fresh, person)
    settings.SECRET_KEY = "another key"
    assert not own_choice(fresh, person)


@pytest.mark.django_db(transaction=True)
def test_clicks_of_one_person_at_the_same_moment_leave_one_answer():
    team = make_team()
    person = make_member(team)
    poll = ask_poll(team=team, draft=DRAFT, actor=owner_of(team), now=timezone.now())
    options = list(poll.options.values_list("pk", flat=True))

    def click(option):
        return lambda: answer_poll(poll=poll, person=person, chosen=[option], now=timezone.now())

    at_once(*[click(option) for option in options * 2])
    assert len(Poll.objects.get(pk=poll.pk).ballots) == 1
