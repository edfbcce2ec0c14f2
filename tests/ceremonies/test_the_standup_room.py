"""The live standup: who speaks, what is parked, what is in the way, and what is forgotten."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ceremonies.meeting.services import close_meeting, leave_seat, reopen_meeting, set_voting, take_seat
from ceremonies.meeting.walking import begin, go_on
from ceremonies.models import Meeting, StandupAnswer, Turn
from ceremonies.standup.page import StandupPage
from ceremonies.standup.phases import PARKING, ROUND
from ceremonies.standup.rules import Words
from ceremonies.standup.services.answers import log_impediment_in, log_impediment_of, write_answer
from ceremonies.standup.services.parking import park_topic, settle_topic, take_topic_back
from ceremonies.standup.services.turns import draw_order, hand_over_turn, open_standup, speaking
from core.errors import Conflict, Invalid
from sprints.closing.services import cancel_sprint
from stories.models import Impediment
from stories.story.services import change_status, edit_story
from teams.rules import TeamRole
from tests.ceremonies.world import signed_in
from tests.factories import make_member, make_running_sprint, make_story, make_team, owner_of, status

NOW = timezone.now()


@pytest.fixture
def team(db):
    found = make_team()
    found.working_days = list(range(7))  # these tests run on weekends, too
    found.save()
    return found


@pytest.fixture
def room(team):
    """Four people in the round; the first of the order speaks."""
    meeting = open_standup(team=team, actor=owner_of(team), now=NOW)
    for name in ("Aisha", "Jonas", "Leo"):
        take_seat(meeting=meeting, user=make_member(team, name=name), is_voter=True, now=NOW)
    return begin(meeting=meeting, actor=owner_of(team), now=NOW)


def fresh(meeting):
    return Meeting.objects.select_related("team__organisation", "sprint").get(pk=meeting.pk)


def page(meeting, now=NOW):
    return StandupPage(fresh(meeting), now)


def states(meeting):
    return sorted(meeting.turns.values_list("state", flat=True))


def hand_on(meeting, chosen="", now=NOW, by=None):
    current = speaking(meeting)
    seat = by or current.participant
    hand_over_turn(meeting=meeting, seen=current.pk, seat=seat, chosen=chosen, now=now)
    return current


def test_a_team_has_one_open_standup_and_a_second_start_leads_into_it(team, room):
    assert open_standup(team=team, actor=owner_of(team), now=NOW) == room


def test_everybody_who_takes_part_gets_a_place_and_a_fair_share(room):
    assert states(room) == ["speaking", "waiting", "waiting", "waiting"]
    assert speaking(room).seconds == 180
    later = NOW + timedelta(minutes=10)
    hand_on(room, now=later)
    assert speaking(room).seconds == 100  # five minutes are left for three


def test_the_order_is_drawn_by_chance(team):
    found = set()
    for _ in range(12):
        meeting = open_standup(team=team, actor=owner_of(team), now=NOW)
        if not found:
            people = [make_member(team, name=f"Dev {n}") for n in range(6)]
        for person in people:
            take_seat(meeting=meeting, user=person, is_voter=True, now=NOW)
        begin(meeting=meeting, actor=None, now=NOW)
        found.add(tuple(meeting.turns.values_list("participant__user", flat=True)))
        close_meeting(meeting=meeting, actor=None, now=NOW)
    assert len(found) > 1  # 7! orders: twelve equal draws are as good as impossible


def test_each_hands_over_to_the_peer_they_choose_and_two_presses_are_one(room):
    chosen = room.turns.filter(state=Turn.WAITING).last().participant
    before = hand_on(room, chosen=chosen.seat)
    assert speaking(room).participant == chosen
    hand_over_turn(meeting=room, seen=before.pk, seat=before.participant, now=NOW)
    assert speaking(room).participant == chosen
    assert states(room) == ["heard", "speaking", "waiting", "waiting"]


def test_after_the_last_one_nobody_speaks(room):
    for _ in range(4):
        hand_on(room)
    assert speaking(room) is None
    assert states(room) == ["heard"] * 4


def test_who_leaves_in_their_turn_passes_it_on_and_is_the_last_when_they_come_back(room):
    leaver = speaking(room).participant
    leave_seat(participant=leaver, now=NOW + timedelta(seconds=20))
    assert speaking(room).participant != leaver
    for _ in range(3):
        hand_on(room)
    assert speaking(room) is None
    take_seat(meeting=room, user=leaver.user, is_voter=True, now=NOW)
    assert speaking(room).participant == leaver
    assert Turn.objects.get(participant=leaver).spoken == 20


def test_who_leaves_while_waiting_is_passed_over_and_who_only_watches_too(room):
    first, second, third = [turn.participant for turn in room.turns.filter(state=Turn.WAITING)]
    leave_seat(participant=first, now=NOW)
    set_voting(participant=second, is_voter=False, now=NOW)
    hand_on(room, chosen=first.seat)
    assert speaking(room).participant == third


def test_who_comes_late_speaks_last_and_stakeholders_listen(team, room):
    late = take_seat(meeting=room, user=make_member(team, name="Sofia"), is_voter=True, now=NOW)
    take_seat(meeting=room, user=make_member(team, TeamRole.STAKEHOLDER, name="Karin"), is_voter=False, now=NOW)
    assert room.turns.last().participant == late
    assert room.turns.count() == 5


def test_shuffling_leaves_those_who_were_heard_in_their_place(room):
    hand_on(room)
    before = list(room.turns.exclude(state=Turn.WAITING).values_list("pk", "position"))
    draw_order(meeting=room, now=NOW)
    assert list(room.turns.exclude(state=Turn.WAITING).values_list("pk", "position")) == before


def test_three_turns_that_the_host_calls_give_a_hint_and_one_that_is_handed_over_takes_it_back(team, room):
    host = room.participants.get(user=owner_of(team))
    leave_seat(participant=host, now=NOW)
    take_seat(meeting=room, user=host.user, is_voter=False, now=NOW)
    room.turns.filter(participant=host).delete()
    for _ in range(2):
        hand_on(room, by=host)
    assert not page(room).is_report
    hand_on(room, by=host)
    assert page(room).is_report


def test_who_spoke_and_how_long_is_gone_when_the_room_closes(room):
    hand_on(room)
    close_meeting(meeting=room, actor=None, now=NOW)
    assert not Turn.objects.exists()
    again = reopen_meeting(meeting=room, actor=None, now=NOW)
    assert page(again).current is None
    draw_order(meeting=again, now=NOW)
    assert speaking(again) is not None


def test_a_topic_is_parked_with_who_is_needed_settled_later_and_stays_after_the_end(room):
    seats = [turn.participant for turn in room.turns.all()[:2]]
    topic = park_topic(meeting=room, text=" Which  ward first? ", needed=[seat.seat for seat in seats], now=NOW)
    assert (topic.text, set(topic.needed.all())) == ("Which ward first?", {seat.user for seat in seats})
    with pytest.raises(Invalid):
        park_topic(meeting=room, text=" ", now=NOW)
    go_on(meeting=room, seen=ROUND, actor=None, now=NOW)
    go_on(meeting=room, seen=PARKING, actor=None, now=NOW)
    settle_topic(meeting=room, topic_id=topic.pk, is_settled=True, now=NOW)
    assert [one.is_settled for one in page(room).parked] == [True]
    with pytest.raises(Conflict):
        take_topic_back(meeting=room, topic_id=topic.pk, now=NOW)


def test_going_on_to_the_parking_lot_ends_the_turn_that_runs(room):
    go_on(meeting=room, seen=ROUND, actor=None, now=NOW)
    assert speaking(room) is None
    with pytest.raises(Conflict):
        draw_order(meeting=room, now=NOW)


def test_what_is_in_the_way_becomes_one_impediment_however_often_it_is_pressed(team, room):
    person = speaking(room).participant.user
    words = Words("", "Failover test", "The second gateway needs a certificate.")
    answer = write_answer(team=team, user=person, day=team.today(NOW), words=words, now=NOW)
    for _ in range(2):
        log_impediment_in(
            meeting=room, title=words.in_the_way, answer=StandupAnswer.objects.get(pk=answer.pk), actor=person, now=NOW
        )
    log_impediment_of(answer=answer, actor=person, now=NOW)
    raised = Impediment.objects.get()
    assert (raised.title, raised.owner) == (words.in_the_way, owner_of(team))
    assert page(room).answer.impediment == raised


def test_the_page_shows_the_speakers_words_plate_and_what_they_moved(team):
    story = make_story(team, "Pair a recorder")
    make_running_sprint(team, stories=[story], start=team.today(NOW))
    owner = owner_of(team)
    edit_story(story=story, actor=owner, now=NOW, assignees=[owner])
    change_status(story=story, status=status(team, "doing"), actor=owner, now=NOW)
    meeting = open_standup(team=team, actor=owner, now=NOW)
    begin(meeting=meeting, actor=owner, now=NOW)
    shown = signed_in(owner).get(f"/meetings/{meeting.pk}/").content.decode()
    assert "Pair a recorder" in shown
    assert f"Moved {story.key} to {status(team, 'doing').name}." in shown


def test_a_sprint_that_is_closed_meanwhile_leaves_the_standup_running(team):
    sprint = make_running_sprint(team, start=team.today(NOW))
    owner = owner_of(team)
    meeting = open_standup(team=team, actor=owner, now=NOW)
    begin(meeting=meeting, actor=owner, now=NOW)
    cancel_sprint(sprint=sprint, reason="The goal is obsolete", actor=owner, now=NOW)
    shown = signed_in(owner).get(f"/meetings/{meeting.pk}/")
    assert "was closed meanwhile" in shown.content.decode()
    hand_on(meeting)
    log_impediment_in(meeting=meeting, title="No sprint", actor=owner, now=NOW)
    assert page(meeting).impediments[0].title == "No sprint"


def test_a_browser_cannot_give_the_word_to_a_stranger_or_with_nonsense(team, room):
    client = signed_in(owner_of(team))
    for sent in ({"seen": "x"}, {"seen": ""}, {"seen": "9" * 30}, {"seat": "nobody"}):
        client.post(f"/meetings/{room.pk}/turns/hand-over/", sent)
    assert states(room) == ["speaking", "waiting", "waiting", "waiting"]
    client.post(f"/meetings/{room.pk}/turns/hand-over/", {"seen": speaking(room).pk, "seat": "no-such-seat"})
    assert states(room) == ["heard", "speaking", "waiting", "waiting"]
