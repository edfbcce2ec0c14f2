"""Nobody learns a card before the reveal, and no card is lost, doubled or half in."""

import json
import threading
from decimal import Decimal

import pytest
from django.db import connection, connections
from django.utils import timezone

from ceremonies.meeting.services import leave_seat, set_voting
from ceremonies.models import Vote
from ceremonies.poker.rules import Deck
from ceremonies.poker.services.voting import Ballot, cast_votes, reveal_round
from core.errors import Conflict, Invalid, NotAllowed
from integrations.archive.tables import Table
from live import publish
from teams.models import Activity
from tests.ceremonies.world import make_table, signed_in
from tests.factories import make_member


@pytest.fixture
def frames(monkeypatch):
    """Every frame that leaves this process."""
    heard = []
    monkeypatch.setattr(publish.bus, "broadcast", lambda topic, version, text: heard.append(text))
    return heard


@pytest.mark.django_db(transaction=True)
def test_before_the_reveal_no_byte_for_others_holds_a_card_or_a_reason(frames, caplog, capsys):
    table = make_table(voters=4)
    guest = table.guest("Karin")
    others = [
        signed_in(make_member(table.team, role, name=role)) for role in ("product_owner", "stakeholder", "member")
    ]
    pages = [table.client(table.host), guest, *others]
    # Labels that stand nowhere else: only the deck shows them, each as often as before anybody voted.
    canaries = [f"cnr{number}q" for number in range(len(table.all))]
    room = table.room
    room.deck = Deck((label, Decimal(number)) for number, label in enumerate(canaries, 1)).dump()
    room.save(update_fields=["deck"])
    shown_before = [_counts(page, table, canaries) for page in pages]
    for number in range(2, 5):
        frames.clear()
        for seat, canary in zip(table.seats, canaries, strict=False):
            table.vote(seat, canary, reason=f"canary-reason of {canary}")
        said = [*frames, capsys.readouterr().out, caplog.text, str(list(Activity.objects.values_list("changes")))]
        assert not any(canary in text for text in said for canary in (*canaries, "canary-reason"))
        assert [_counts(page, table, canaries) for page in pages] == shown_before
        reveal_round(meeting=table.meeting, round_id=table.round.pk, by=None, now=timezone.now())
        assert any("canary-reason" in text for text in frames)
        table.client(table.host).post(table.url("again"), {"item": table.room.current.pk})
        shown_before = [_counts(page, table, canaries) for page in pages]
        assert number == table.round.number


def _counts(page, table, canaries) -> list[int]:
    """How often each canary stands in all that this person can fetch of the room, headers included."""
    answers = [page.get(table.url(part)) for part in ("", "mine")]
    texts = [f"{answer.content.decode()} {answer.headers}" for answer in answers]
    return [sum(text.count(canary) for text in texts) for canary in canaries]


@pytest.mark.django_db(transaction=True)
def test_frames_of_all_lowest_and_of_all_highest_votes_are_the_same_bytes(frames):
    table = make_table(voters=5)

    def script(value):
        frames.clear()
        for seat in table.seats:
            table.vote(seat, value)
        heard = [json.loads(text) for text in frames]
        for frame in heard:
            frame.pop("version")
            for vote in frame["payload"]["votes"]:
                vote.pop("round")
        reveal_round(meeting=table.meeting, round_id=table.round.pk, by=None, now=timezone.now())
        table.client(table.host).post(table.url("again"), {"item": table.room.current.pk})
        return json.dumps(heard)

    assert script("1") == script("21") == script("coffee")


@pytest.mark.django_db
def test_an_owner_finds_the_card_again_on_another_device():
    table = make_table()
    table.vote(table.seats[0], "13", reason="two formats")
    mine = table.client(table.seats[0]).get(table.url("mine")).json()
    assert mine == {str(table.round.pk): {"value": "13", "reason": "two formats"}}
    assert table.client(table.seats[1]).get(table.url("mine")).json() == {}


@pytest.mark.django_db
def test_an_archive_takes_no_hidden_vote_along():
    table = make_table()
    table.vote(table.seats[0], "13")
    rows = Table(Vote, "participant__meeting__team__organisation").rows_of(table.team.organisation)
    assert not rows.exists()
    reveal_round(meeting=table.meeting, round_id=table.round.pk, by=None, now=timezone.now())
    assert rows.count() == 1


@pytest.mark.django_db
def test_printing_a_vote_shows_no_value():
    table = make_table()
    table.vote(table.seats[0], "21")
    assert "21" not in str(Vote.objects.get()).replace(str(Vote.objects.get().pk), "")


@pytest.mark.django_db
def test_after_the_reveal_a_card_is_refused_and_nothing_changes():
    table = make_table()
    table.vote(table.seats[0], "5")
    round_ = table.round
    reveal_round(meeting=table.meeting, round_id=round_.pk, by=None, now=timezone.now())
    with pytest.raises(Conflict):
        table.vote(table.seats[0], "8", round_id=round_.pk)
    answer = table.client(table.seats[1]).post(
        table.url("vote"), {"round": round_.pk, "value": "8"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 409
    assert list(Vote.objects.values_list("value", flat=True)) == ["5"]


@pytest.mark.django_db
def test_a_card_that_is_not_in_the_deck_is_refused_without_repeating_it():
    table = make_table()
    with pytest.raises(Invalid) as refusal:
        table.vote(table.seats[0], "4711")
    assert "4711" not in refusal.value.text


@pytest.mark.django_db
def test_a_vote_that_cannot_be_written_is_not_acknowledged(monkeypatch):
    table = make_table()
    client = table.client(table.seats[0])
    client.raise_request_exception = False

    def refuse(*args, **kwargs):
        raise connection.Database.OperationalError("attempt to write a readonly database")

    monkeypatch.setattr(type(Vote.objects), "put_down", refuse)
    answer = client.post(table.url("vote"), {"round": table.round.pk, "value": "5"}, headers={"HX-Request": "true"})
    assert answer.status_code >= 500
    assert not Vote.objects.exists()


@pytest.mark.django_db
def test_who_leaves_or_watches_makes_all_be_in():
    table = make_table(voters=2)
    table.vote(table.host, "5")
    leave_seat(participant=table.seats[0], now=timezone.now())
    assert table.round.is_open
    set_voting(participant=table.seats[1], is_voter=False, now=timezone.now())
    assert not table.round.is_open


@pytest.mark.django_db
def test_an_empty_room_is_not_all_in():
    table = make_table(voters=0)
    set_voting(participant=table.host, is_voter=False, now=timezone.now())
    assert table.round.is_open


def _together(*jobs):
    """Runs jobs in threads at once; gives what each returned or raised."""
    results, barrier = [None] * len(jobs), threading.Barrier(len(jobs))

    def run(place, job):
        try:
            barrier.wait()
            results[place] = job()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_parallel_votes_of_one_person_leave_one_that_was_sent():
    table = make_table(voters=2)
    round_, seat, values = table.round.pk, table.seats[0], ["1", "2", "3", "5", "8", "13"]
    results = _together(*[lambda v=value: table.vote(seat, v, round_id=round_) for value in values])
    assert not [result for result in results if isinstance(result, Exception)]
    assert Vote.objects.get().value in values


@pytest.mark.django_db(transaction=True)
def test_a_vote_that_races_the_reveal_is_wholly_in_or_refused():
    for voters in (5, 5, 49):
        _race(voters)


def _race(voters):
    table = make_table(voters=voters)
    table.vote(table.host, "5")
    round_ = table.round.pk
    votes = [lambda seat=seat: table.vote(seat, "8", round_id=round_) for seat in table.seats]
    *voted, revealed = _together(
        *votes, lambda: reveal_round(meeting=table.meeting, round_id=round_, by=None, now=timezone.now())
    )
    assert not isinstance(revealed, Exception)
    assert {type(result).__name__ for result in voted} <= {"NoneType", "Conflict"}
    taken = sum(not isinstance(result, Exception) for result in voted)
    assert Vote.objects.filter(round=round_).count() == 1 + taken
    assert len(table.round.missing) == voters - taken


@pytest.mark.django_db
def test_votes_that_come_together_are_taken_or_refused_each_on_its_own_and_told_in_one_frame(
    frames, django_capture_on_commit_callbacks
):
    table, elsewhere = make_table(voters=4), make_table(voters=1)
    set_voting(participant=table.seats[3], is_voter=False, now=timezone.now())

    def ballot(seat, value, of=table):
        return Ballot(of.meeting.pk, of.round.pk, seat.pk, timezone.now(), value)

    ballots = [
        ballot(table.seats[0], "5"), ballot(table.seats[1], "4711"), ballot(table.seats[0], "8"),
        ballot(table.seats[3], "5"), ballot(elsewhere.seats[0], "3", elsewhere), ballot(elsewhere.seats[0], "3"),
        ballot(table.seats[2], "13"),
    ]  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        outcomes = cast_votes(ballots=ballots)
    assert [type(outcome) for outcome in outcomes] == [
        int, Invalid, int, NotAllowed, int, NotAllowed, int
    ]  # fmt: skip
    assert "4711" not in repr(ballots)
    cards = Vote.objects.filter(participant__meeting=table.meeting).values_list("participant", "value")
    assert set(cards) == {(table.seats[0].pk, "8"), (table.seats[2].pk, "13")}
    told = [json.loads(frame) for frame in frames]
    assert [(frame["topic"], [vote["seat"] for vote in frame["payload"]["votes"]]) for frame in told] == [
        (table.meeting.topic, [table.seats[0].seat, table.seats[2].seat]),
        (elsewhere.meeting.topic, [elsewhere.seats[0].seat]),
    ]


@pytest.mark.django_db
def test_the_votes_after_which_all_are_in_reveal_the_round_once_with_all_of_them():
    table = make_table(voters=3)
    now, round_ = timezone.now(), table.round.pk
    cast_votes(ballots=[Ballot(table.meeting.pk, round_, seat.pk, now, "5") for seat in table.all])
    assert (table.round.pk, table.round.is_open, table.round.missing) == (round_, False, [])
    assert Vote.objects.revealed().count() == 4
