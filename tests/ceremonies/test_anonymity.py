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

from ceremonies.meeting.services import close_meeting
from ceremonies.models import Card, Poll
from ceremonies.polls.queries import own_choice
from ceremonies.polls.rules import Draft, Option
from ceremonies.polls.services import answer_poll, ask_poll, close_poll
from live import bus
from teams.models import KeptAnswer
from tests.at_once import at_once
from tests.ceremonies.retro_world import WORD, make_circle
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


@pytest.mark.django_db
def test_nothing_ties_a_card_a_dot_or_a_thank_you_to_a_person(log, frames, django_capture_on_commit_callbacks):
    circle = make_circle(people=3).walk_to("gather")
    texts = [f"canary {number}" for number in range(3)]
    before = dump()
    with django_capture_on_commit_callbacks(execute=True):
        for seat, text in zip(circle.seats, texts, strict=True):
            data = {"column": "slow", "text": text, "word": WORD}
            word = f"{seat.pk}{WORD}"
            assert circle.client(seat).post(circle.url("add-card"), data | {"word": word}).status_code == 302
            circle.client(seat).post(circle.url("say-thanks"), {"to": "Leo", "text": text})
        circle.walk_to("vote")
        for seat, topic in zip(circle.seats, circle.topics, strict=True):
            circle.client(seat).post(circle.url("give-dots"), {"topic": topic.pk, "dots": "3"})
    during = dump()
    _says_nobody(circle, during, before, log, frames)
    tokens = list(circle.retro.dots)
    assert len(tokens) == 3
    close_meeting(meeting=circle.meeting, actor=None, now=timezone.now())
    after = dump()
    assert not [row for rows in after.values() for row in rows for token in tokens if token in row]
    assert circle.retro.nonce == ""
    assert set(Card.objects.values_list("edit_mark", "author")) == {("", None)}


def _says_nobody(circle, during, before, log, frames):
    """Cards stand in one table, without a person, a seat or a time; dots in one row; nobody's acts in the log."""
    told = {table for table, rows in during.items() for row in rows if "canary" in row}
    assert told == {"ceremonies_card", "ceremonies_topic", "ceremonies_retronote"}
    anonymous = {*told, "ceremonies_retro", "ceremonies_poll"}
    private = [str(value) for seat in circle.seats for value in (seat.seat, seat.user.email, seat.user.name)]
    for row in (row for table in anonymous for row in during[table]):
        assert not [value for value in private if value in row]
        assert table_has_no_time(row)
    assert not [row for row in during["teams_activity"] if "canary" in row]
    lines = [line for line in log.getvalue().splitlines() if re.search("add-card|give-dots|say-thanks", line)]
    assert len(lines) >= 9
    assert not [line for line in lines if re.search(r"user'?[=:]\s*'?\d", line) or "canary" in line]
    assert not [text for text in frames for value in (WORD,) if value in text]


def table_has_no_time(row: str) -> bool:
    return "datetime" not in row or "mood" in row  # a poll says when it was asked, which everybody knows


@pytest.mark.django_db
def test_the_order_of_rows_and_keys_says_nothing_about_the_order_of_writing():
    """Rank correlation of writing and of the table's rows over forty walls, which is none but for chance."""
    pooled = []
    for _ in range(40):
        circle = make_circle(people=1).walk_to("gather")
        for number in range(8):
            circle.write(f"{number}")
        with connection.cursor() as cursor:
            cursor.execute("SELECT text FROM ceremonies_card WHERE retro_id = %s", [circle.retro.pk])
            pooled.append([int(text) for (text,) in cursor.fetchall()])
    n = 8
    rho = [1 - 6 * sum((a - b) ** 2 for a, b in enumerate(ranks)) / (n * (n * n - 1)) for ranks in pooled]
    assert abs(sum(rho) / len(rho)) <= 0.25


@pytest.mark.django_db
def test_a_program_that_repeats_an_anonymous_act_leaves_no_kept_answer():
    circle = make_circle().walk_to("gather")
    client = circle.client(circle.seats[0])
    address = f"/api/v1/retros/{circle.meeting.pk}/add-card/"
    body = {"column": "slow", "text": "canary"}
    assert client.post(address, body, "application/json", headers={"Idempotency-Key": "once"}).status_code == 204
    assert not KeptAnswer.objects.exists()
    assert Card.objects.get().author is None
