"""Every page, API answer and frame, of every kind of person, is searched for hidden cards (check V1).

`POKER_ROUNDS=200 bin/test tests/ceremonies/test_nobody_learns_a_card.py` plays as many rounds as the check asks for.
"""

import io
import os
import zipfile
from decimal import Decimal

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from ceremonies.meeting.services import take_guest_seat, take_seat
from ceremonies.models import Participant
from ceremonies.poker.queries import open_round
from ceremonies.poker.rules import Deck
from ceremonies.poker.services.hosting import vote_again
from ceremonies.poker.services.voting import cast_vote, reveal_round
from integrations.archive.services import write_archive
from live import publish
from live.acts import Wish, carry_out
from teams.models import Activity
from tests.permissions.conftest import _sign_in
from tests.permissions.world import PRINCIPALS, make_world

pytestmark = pytest.mark.django_db

ROUNDS = int(os.environ.get("POKER_ROUNDS", "1"))
VOTERS = 8
CARDS = [f"cnr{number}q" for number in range(VOTERS)]  # labels that stand nowhere else
REASON = "reason-of-nobody"
WORDS = [*CARDS, REASON]


@pytest.fixture
def world():
    made = make_world()
    made.sessions = {principal: _sign_in(made, principal) for principal in PRINCIPALS}
    room = made.things["meeting"].poker
    room.deck = Deck((label, Decimal(number)) for number, label in enumerate(CARDS, 1)).dump()
    room.reveals_by_itself = False
    room.save()
    return made


@pytest.fixture
def frames(monkeypatch):
    heard = []
    monkeypatch.setattr(publish.bus, "broadcast", lambda topic, version, text: heard.append(text))
    return heard


def seats_of(world) -> list[Participant]:
    """Eight who vote: the owner, a developer and guests. Nobody who is searched sits among the other guests."""
    meeting, now = world.things["meeting"], timezone.now()
    guests = [take_guest_seat(meeting=meeting, name=f"Voter {number}", now=now) for number in range(VOTERS - 2)]
    return [world.things["host_seat"], world.things["dev_seat"], *guests]


def places(world) -> list[str]:
    """All addresses under which something of the room, of its story or of the team's talk can be read."""
    room, team = world.things["meeting"].pk, world.team
    pages = f"/t/{team.organisation.slug}/{team.slug}"
    story = world.things["queued"].story
    return [
        *(f"/rooms/{room}/{tail}" for tail in ("", "mine/", "choose/")),
        *(
            f"{pages}/{tail}"
            for tail in ("poker/", "backlog/", "today/", "backlog/stories.csv", f"stories/{story.key}/")
        ),
        *(f"/api/v1/poker-rooms/{tail}" for tail in ("", f"{room}/", f"{room}/results/")),
        *(f"/api/v1/poker-rounds/{tail}" for tail in ("", f"?room={room}", f"{round_of(world).pk}/")),
        f"/api/v1/stories/{story.pk}/history/",
        f"/api/v1/poker-rounds/{round_of(world).pk}/vote/",
    ]


def round_of(world):
    return open_round(world.things["queued"])


def counts(world, principal: str) -> dict[str, list[int]]:
    """How often each card and the reason stand in what this person is answered, by address."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[principal]
    found = {}
    for place in places(world):
        answer = client.get(place)
        text = f"{answer.content.decode()} {answer.headers}"
        found[place] = [text.count(word) for word in WORDS]
    return found


def archive_of(world) -> str:
    """The whole organisation as its export has it."""
    file = io.BytesIO()
    write_archive(organisation=world.organisation, file=file, actor=world.people["owner"], now=timezone.now())
    with zipfile.ZipFile(file) as archive:
        return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


# Whoever votes finds their own card, once.
OWNERS = {"owner": "host_seat", "member": "dev_seat"}


def assert_nothing_more(world, before, cards: dict[int, str]) -> None:
    """Nobody is answered more of the cards than before, apart from their own; `cards` are by seat."""
    for principal in PRINCIPALS:
        own = cards[world.things[OWNERS[principal]].pk] if principal in OWNERS else ""
        for place, found in counts(world, principal).items():
            more = [word for word, was, now in zip(WORDS, before[principal][place], found, strict=True) if now > was]
            assert set(more) <= ({own, REASON} if own else set()), f"{principal} at {place}"
            assert found[-1] - before[principal][place][-1] <= bool(own), f"{principal} at {place}"


def vote(world, seat: Participant, card: str) -> str:
    """Over their socket, for those whose session is known, else by the service; what a socket is answered."""
    meeting, reason = world.things["meeting"], f"{REASON} {seat.pk}"
    owner = next((principal for principal, name in OWNERS.items() if world.things[name] == seat), None)
    if owner is None:
        cast_vote(
            meeting=meeting, round_id=round_of(world).pk, participant=seat, value=card, reason=reason,
            now=timezone.now(),
        )  # fmt: skip
        return ""
    body = {"round": round_of(world).pk, "value": card, "reason": reason}
    [outcome] = carry_out([("vote", Wish(world.sessions[owner], meeting.topic, "", body))])
    assert outcome.is_done
    return repr(outcome)


def test_before_the_reveal_nobody_is_answered_a_card_that_is_not_theirs(
    world, frames, caplog, capsys, django_capture_on_commit_callbacks
):
    meeting, seats = world.things["meeting"], seats_of(world)
    for number in range(ROUNDS):
        before, exported = {principal: counts(world, principal) for principal in PRINCIPALS}, archive_of(world)
        frames.clear(), caplog.clear(), capsys.readouterr()
        cards = dict(zip([seat.pk for seat in seats], CARDS[number % VOTERS :] + CARDS[: number % VOTERS], strict=True))
        with django_capture_on_commit_callbacks(execute=True):
            answers = [vote(world, seat, cards[seat.pk]) for seat in seats]
            # Who comes late finds no card either.
            take_seat(meeting=meeting, user=world.people["scrum_master"], is_voter=True, now=timezone.now())
        outside = [
            *frames,
            *answers,
            capsys.readouterr().out,
            caplog.text,
            str(list(Activity.objects.values_list("changes"))),
        ]
        assert len(frames) >= VOTERS
        assert not any(word in text for text in outside for word in WORDS)
        assert archive_of(world).count("cnr") == exported.count("cnr")
        assert_nothing_more(world, before, cards)
        with django_capture_on_commit_callbacks(execute=True):
            reveal_round(meeting=meeting, round_id=round_of(world).pk, by=None, now=timezone.now())
        assert any(REASON in text for text in frames)
        vote_again(meeting=meeting, item_id=world.things["queued"].pk, now=timezone.now())
