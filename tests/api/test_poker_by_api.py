"""A poker session by API alone, and what it tells nobody before the reveal."""

import pytest
from django.utils import timezone

from ceremonies.meeting.services import set_facilitator
from ceremonies.models import Vote
from ceremonies.poker.rules import Deck
from ceremonies.poker.services.voting import reveal_round
from teams.idempotency.rules import digest_of
from teams.models import KeptAnswer
from tests.api.asking import EVERY_SCOPE, Program
from tests.ceremonies.world import make_table
from tests.factories import make_member, make_story, make_team, owner_of

pytestmark = pytest.mark.django_db


def program_of(seat) -> Program:
    return Program(seat.user, *EVERY_SCOPE)


def test_a_whole_session_can_be_run_by_api_alone():
    team = make_team()
    host, dev = Program(owner_of(team), *EVERY_SCOPE), Program(make_member(team, name="Dev"), *EVERY_SCOPE)
    stories = [make_story(team, f"Story {number}", points=None) for number in (1, 2)]
    room = host.post("poker-room-list", {"team": team.pk, "stories": [one.pk for one in stories]}).json()
    assert dev.post("poker-room-join", pk=room["id"]).status_code == 200
    room = host.post("poker-room-start", pk=room["id"]).json()
    assert (room["state"], len(room["seats"]), room["queue"][0]["state"]) == ("running", 2, "open")
    [round_] = host.get("poker-round-list", f"?room={room['id']}").json()["results"]
    host.post("poker-round-vote", {"value": "5"}, pk=round_["id"])
    half = host.get("poker-round-detail", pk=round_["id"]).json()
    assert (len(half["voted"]), half["outcome"], half["revealed_at"]) == (1, None, None)
    whole = dev.post("poker-round-vote", {"value": "8", "reason": "two formats"}, pk=round_["id"]).json()
    assert [(one["name"], one["value"], one["reason"]) for one in whole["outcome"]["votes"]] == [
        ("Olga", "5", ""), ("Dev", "8", "two formats"),
    ]  # fmt: skip
    item = room["queue"][0]["id"]
    host.post("poker-room-again", {"item": item}, pk=room["id"])
    [second, _] = host.get("poker-round-list", f"?item={item}").json()["results"]
    host.post("poker-round-vote", {"value": "8"}, pk=second["id"])
    assert host.post("poker-round-reveal", pk=second["id"]).json()["missing"] == ["Dev"]
    host.post("poker-room-agree", {"item": item, "points": "8"}, pk=room["id"])
    stories[0].refresh_from_db()
    assert stories[0].points == 8
    host.post("poker-room-next", pk=room["id"])
    host.post("poker-room-close", pk=room["id"])
    results = host.get("poker-room-results", pk=room["id"]).json()
    assert (results["count"], results["points"], len(results["stories"][0]["rounds"])) == (1, "8.00", 2)


def test_nobody_but_its_owner_is_told_a_card_by_any_answer():
    table = make_table(voters=2)
    owner, colleague, host = (program_of(one) for one in (*table.seats, table.host))
    round_ = table.round.pk
    said = owner.post("poker-round-vote", {"value": "13", "reason": "canary"}, key="k-1", pk=round_)
    # "13" also is a card of the deck and may be a number in an id: the reason is what is searched.
    assert "canary" not in said.content.decode()
    mine = owner.get("poker-round-vote", pk=round_)
    assert (mine.json()["value"], mine.json()["reason"]) == ("13", "canary")
    assert mine["Cache-Control"] == "no-store"
    for other in (colleague, host):
        assert other.get("poker-round-vote", pk=round_).json() == {"value": None, "reason": None, "cast_at": None}
        for route, where in (("poker-round-list", {}), ("poker-round-detail", {"pk": round_})):
            answer = other.get(route, **where).json()
            [one] = answer.get("results", [answer])
            assert (one["outcome"], one["voted"]) == (None, [table.seats[0].seat])
        for route in ("poker-room-detail", "poker-room-results"):
            assert "canary" not in other.get(route, pk=table.meeting.pk).content.decode()
    kept = KeptAnswer.objects.get()
    assert "canary" not in kept.body


@pytest.mark.parametrize("question", ["votes__value=13", "value=13", "votes__reason=canary", "ordering=votes__value"])
def test_no_filter_answers_a_question_about_hidden_cards(question):
    table = make_table(voters=2)
    table.vote(table.seats[0], "5")
    answers = [program_of(table.host).get("poker-round-list", query) for query in ("", f"?{question}")]
    assert answers[0].json()["results"] == answers[1].json()["results"]


def test_the_same_vote_again_is_answered_as_before_and_leaves_one():
    table = make_table(voters=2)
    program, round_ = program_of(table.seats[0]), table.round.pk
    first, second = (program.post("poker-round-vote", {"value": "5"}, key="k-1", pk=round_) for _ in range(2))
    assert (first.status_code, second["Idempotency-Replayed"]) == (200, "true")
    assert first.content == second.content
    assert Vote.objects.get().value == "5"
    assert program.post("poker-round-vote", {"value": "8"}, key="k-1", pk=round_).status_code == 422
    assert Vote.objects.get().value == "5"


def test_what_is_kept_of_a_vote_by_key_does_not_give_it_away_to_whoever_tries_all_cards():
    table = make_table(voters=2)
    round_ = table.round.pk
    program_of(table.seats[0]).post("poker-round-vote", {"value": "5"}, key="k-1", pk=round_)
    tries = {
        digest_of("POST", f"/api/v1/poker-rounds/{round_}/vote/", f'{{"value": "{card.label}"}}')
        for card in Deck.load(table.room.deck)
    }
    assert KeptAnswer.objects.get().digest not in tries


def test_after_the_reveal_and_with_a_wrong_card_a_vote_is_refused_and_nothing_changes():
    table = make_table(voters=1)
    program, round_ = program_of(table.seats[0]), table.round.pk
    wrong = program.post("poker-round-vote", {"value": "4711"}, pk=round_)
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (400, "value")
    assert "4711" not in wrong.content.decode()
    table.vote(table.host, "5")
    reveal_round(meeting=table.meeting, round_id=round_, by=None, now=timezone.now())
    assert program.post("poker-round-vote", {"value": "8"}, pk=round_).status_code == 409
    assert list(Vote.objects.values_list("value", flat=True)) == ["5"]


def test_whoever_was_handed_the_room_runs_it_with_a_token_that_reaches_ceremonies():
    table = make_table(voters=1)
    seat = table.seats[0]
    assert program_of(seat).post("poker-room-close", pk=table.meeting.pk).status_code == 403
    set_facilitator(participant=seat, is_facilitator=True, actor=None, now=timezone.now())
    assert Program(seat.user, "stories").post("poker-room-close", pk=table.meeting.pk).status_code == 403
    assert program_of(seat).post("poker-room-close", pk=table.meeting.pk).json()["state"] == "closed"


def test_stories_of_another_team_are_refused_like_missing_ones():
    table, other = make_table(), make_story(make_team("Atlas"))
    for key in (other.pk, 99_999_999):
        answer = program_of(table.host).post("poker-room-add", {"stories": [key]}, pk=table.meeting.pk)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "stories")


def test_a_story_named_twice_is_queued_once_and_a_refused_one_leaves_no_room():
    team = make_team()
    host, story = Program(owner_of(team), *EVERY_SCOPE), make_story(team)
    room = host.post("poker-room-list", {"team": team.pk, "stories": [story.pk, story.pk]}).json()
    assert [one["story"] for one in room["queue"]] == [story.pk]
    spike = make_story(team, "Try it", kind="spike", points=None, ready=False)
    refused = host.post("poker-room-list", {"team": team.pk, "stories": [story.pk, spike.pk]})
    assert (refused.status_code, team.meetings.count()) == (400, 1)
