"""A retrospective: facts, cards, topics, dots, whys, actions and what is left of it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from ceremonies.actions.queries import follow_through, open_actions, undecided
from ceremonies.actions.services import change_action, decide_action, make_action, take_action_back
from ceremonies.meeting.services import close_meeting, reopen_meeting
from ceremonies.meeting.walking import go_back, go_on
from ceremonies.models import Action, Card, Decision
from ceremonies.retro.facts import facts_of
from ceremonies.retro.page import RetroPage
from ceremonies.retro.services.board import add_note, change_card, give_dots, move_card, name_topic, own_dots
from ceremonies.retro.services.opening import set_up
from ceremonies.retro.services.talking import ask_why, hand_to_scrum_master, mark_root, take_why_back, talk_about
from core.errors import Conflict, Invalid, NotAllowed
from stories.models import Impediment
from tests.at_once import at_once
from tests.ceremonies.retro_world import WORD, make_circle
from tests.factories import finish, make_member, make_running_sprint, make_story, make_team

NOW = timezone.now()


def decided(circle, **fields):
    said = {
        "title": "Review first", "owner_id": circle.host.user_id, "due_on": date.today() + timedelta(days=9),
        "measure": "no review waits a day", "actor": circle.host.user, "now": timezone.now(),
    }  # fmt: skip
    return make_action(meeting=circle.meeting, **said | fields)


def page_of(circle):
    return RetroPage(circle.fresh, timezone.now())


def dots(circle, seat, topic, number):
    return give_dots(meeting=circle.meeting, topic_id=topic.pk, dots=number, person=seat, now=NOW)


# Facts and what was tried before


@pytest.mark.django_db
def test_it_opens_with_the_facts_of_the_sprint():
    team = make_team()
    done, open_ = make_story(team, "Done", points=5), make_story(team, "Open", points=3)
    sprint = make_running_sprint(team, stories=[done, open_])
    finish(done)
    facts = facts_of(sprint, NOW)
    assert facts.sentence == "You finished one of two stories, 3 points fewer than you had committed."
    assert (facts.committed, facts.done, facts.committed_count) == (8, 5, 2)
    circle = make_circle(team=team, sprint=sprint)
    assert facts.sentence in circle.client(circle.host).get(circle.url()).content.decode()


@pytest.mark.django_db
def test_the_check_in_ends_when_every_action_of_before_is_decided_with_a_reason():
    first = make_circle(now=NOW - timedelta(days=14)).walk_to("actions")
    kept, dropped, finished = decided(first), decided(first, title="Pair more"), decided(first, title="Standup earlier")
    close_meeting(meeting=first.meeting, actor=None, now=NOW - timedelta(days=14))
    Action.objects.update(created_at=NOW - timedelta(days=14))
    circle = make_circle(team=first.team)
    with pytest.raises(Conflict, match="Review first"):
        go_on(meeting=circle.meeting, seen="check-in", actor=None, now=NOW)
    for action, verdict in ((kept, "keep"), (dropped, "drop")):
        with pytest.raises(Invalid) as refusal:
            decide_action(action=action, verdict=verdict, actor=None, now=NOW, meeting=circle.meeting)
        assert refusal.value.field == "reason"
    for action, verdict, reason in (
        (kept, "keep", "Half way"),
        (dropped, "drop", "Nobody did"),
        (finished, "done", ""),
    ):
        decide_action(action=action, verdict=verdict, reason=reason, actor=None, now=NOW, meeting=circle.meeting)
    assert undecided(circle.meeting) == []
    assert circle.walk_to("gather").fresh.phase == "gather"
    assert [action.title for action in open_actions(first.team)] == ["Review first"]
    assert [one.sprints for one in page_of(circle).reviewed] == [2, 1, 1]
    follow = follow_through(first.team)
    assert (follow.done, follow.all, follow.rows) == (1, 3, [("–", ["dropped", "open", "done"])])


@pytest.mark.django_db
def test_a_decision_can_be_changed_in_the_same_room_and_later_only_in_the_next():
    first = make_circle(now=NOW - timedelta(days=14)).walk_to("actions")
    action = decided(first)
    close_meeting(meeting=first.meeting, actor=None, now=NOW)
    Action.objects.update(created_at=NOW - timedelta(days=14))
    circle = make_circle(team=first.team)
    decide_action(action=action, verdict="done", actor=None, now=NOW, meeting=circle.meeting)
    again = decide_action(
        action=action, verdict="keep", reason="Not quite", actor=None, now=NOW, meeting=circle.meeting
    )
    assert (again.state, again.ended_at, Decision.objects.count()) == ("open", None, 1)
    decide_action(action=action, verdict="done", actor=None, now=NOW, meeting=circle.meeting)
    with pytest.raises(Conflict, match="done already"):
        decide_action(action=action, verdict="drop", reason="No", actor=None, now=NOW)


# How it is held


@pytest.mark.django_db
def test_how_it_is_held_is_promised_before_it_starts_and_kept_next_time():
    circle = make_circle(is_anonymous=False, format_key="four-l", dots=3, most_actions=2)
    with pytest.raises(Conflict):
        set_up(
            meeting=circle.meeting, is_anonymous=True, format_key="energy", dots=5, most_actions=3, actor=None, now=NOW
        )
    following = make_circle(team=circle.team, start=False).retro
    assert (following.is_anonymous, following.dots_each, following.most_actions, len(following.columns)) == (
        False,
        3,
        2,
        4,
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"dots": 0}, "dots"),
        ({"dots": None}, "dots"),
        ({"most_actions": 99}, "most_actions"),
        ({"format_key": "x"}, "format"),
    ],
)
def test_a_setting_that_cannot_be_names_its_field(fields, field):
    with pytest.raises(Invalid) as refusal:
        make_circle(start=False, **fields)
    assert refusal.value.field == field


# Cards


@pytest.mark.django_db
def test_cards_are_written_while_the_room_gathers_and_at_no_other_time():
    circle = make_circle()
    with pytest.raises(Conflict):
        circle.write()
    circle.walk_to("gather").write()
    with pytest.raises(Conflict):
        circle.walk_to("vote").write()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "column", "field"), [(" ", "slow", "text"), ("x" * 281, "slow", "text"), ("a", "b", "column")]
)
def test_a_bad_card_is_refused_at_its_field(text, column, field):
    with pytest.raises(Invalid) as refusal:
        make_circle().walk_to("gather").write(text, column)
    assert refusal.value.field == field
    assert not Card.objects.exists()


@pytest.mark.django_db
def test_the_browser_that_wrote_a_card_changes_it_until_the_vote_and_no_other_does():
    circle = make_circle().walk_to("gather")
    card = circle.write(word=WORD)
    circle.write(word=WORD)
    assert Card.objects.count() == 1

    def change(text, word):
        change_card(meeting=circle.meeting, card_id=card.pk, text=text, writer=circle.seats[0], word=word, now=NOW)

    for word in ("", "short", WORD[::-1]):
        with pytest.raises(NotAllowed):
            change("Mine", word)
    change("Reviews wait for two days", WORD)
    assert Card.objects.get().text == "Reviews wait for two days"
    change(" ", WORD)
    assert not Card.objects.exists()
    kept = circle.write(word=WORD)
    circle.walk_to("vote")
    assert Card.objects.get(pk=kept.pk).edit_mark == ""


@pytest.mark.django_db
def test_named_cards_are_their_authors_wherever_they_sign_in():
    circle = make_circle(is_anonymous=False).walk_to("gather")
    card = circle.write(seat=circle.seats[0])
    assert card.author == circle.seats[0]
    with pytest.raises(NotAllowed):
        change_card(meeting=circle.meeting, card_id=card.pk, text="Ha", writer=circle.seats[1], word="", now=NOW)
    change_card(meeting=circle.meeting, card_id=card.pk, text="Better", writer=circle.seats[0], word="", now=NOW)
    assert "Person 0" in circle.client(circle.host).get(circle.url()).content.decode()


# Topics and dots


@pytest.mark.django_db
def test_cards_are_grouped_and_a_topic_without_cards_is_gone_with_its_dots():
    circle = make_circle().walk_to("gather")
    circle.write("One"), circle.write("Two")
    first, second = circle.walk_to("vote").topics
    dots(circle, circle.seats[0], second, 2)
    card = second.cards.get()
    move_card(meeting=circle.meeting, card_id=card.pk, topic_id=first.pk, now=NOW)
    assert [topic.pk for topic in circle.topics] == [first.pk]
    assert own_dots(circle.retro, circle.seats[0]) == {}
    name_topic(meeting=circle.meeting, topic_id=first.pk, title="Both", now=NOW)
    move_card(meeting=circle.meeting, card_id=card.pk, topic_id=None, now=NOW)
    assert sorted(topic.title for topic in circle.topics) == sorted(["Both", card.text])


@pytest.mark.django_db
def test_totals_are_hidden_until_the_vote_ends_then_most_dots_come_first():
    circle = make_circle().walk_to("gather")
    circle.write("Less"), circle.write("More")
    topics = {topic.title: topic for topic in circle.walk_to("vote").topics}
    dots(circle, circle.seats[0], topics["Less"], 1)
    dots(circle, circle.seats[0], topics["More"], 4)
    dots(circle, circle.seats[1], topics["More"], 3)
    assert {topic.dots for topic in circle.topics} == {None}
    assert circle.client(circle.seats[1]).get(circle.url("personal")).json()["dots"] == {str(topics["More"].pk): 3}
    shown = circle.walk_to("discuss").topics
    assert [(topic.title, topic.dots, topic.is_current) for topic in shown] == [("More", 7, True), ("Less", 1, False)]
    go_back(meeting=circle.meeting, seen="discuss", actor=None, now=NOW)
    assert {topic.dots for topic in circle.topics} == {None}
    assert dots(circle, circle.seats[0], topics["Less"], 5)
    assert circle.walk_to("discuss").topics[0].title == "Less"


@pytest.mark.django_db
def test_more_dots_than_the_budget_and_less_than_none_are_refused():
    circle = make_circle().walk_to("gather")
    circle.write("One"), circle.write("Two")
    first, second = circle.walk_to("vote").topics
    dots(circle, circle.seats[0], first, 3)
    for topic, number, refusal in ((second, 3, Conflict), (first, 6, Conflict), (first, -1, Invalid)):
        with pytest.raises(refusal):
            dots(circle, circle.seats[0], topic, number)
    assert (
        circle.client(circle.seats[0]).post(circle.url("give-dots"), {"topic": first.pk, "dots": "9" * 30}).status_code
        == 400
    )
    assert dots(circle, circle.seats[0], first, 5) == {str(first.pk): 5}


@pytest.mark.django_db(transaction=True)
def test_clicks_at_the_same_moment_never_exceed_the_budget():
    circle = make_circle(people=1).walk_to("gather")
    for number in range(4):
        circle.write(f"Card {number}")
    topics = circle.walk_to("vote").topics
    clicks = [lambda topic=topic: dots(circle, circle.seats[0], topic, 3) for topic in topics * 2]
    at_once(*clicks, refusals=Conflict)
    assert sum(own_dots(circle.retro, circle.seats[0]).values()) == 3
    assert len(circle.retro.dots) == 1


# The talk


@pytest.mark.django_db
def test_whys_grow_as_a_tree_down_to_a_root_that_the_team_can_change():
    circle = make_circle().walk_to("gather")
    circle.write()
    (topic,) = circle.walk_to("discuss").topics

    def why(answer, parent=None):
        return ask_why(
            meeting=circle.meeting, topic_id=topic.pk, parent_id=parent and parent.pk, answer=answer, now=NOW
        )

    top = why("Two people review")
    below, beside = why("Others do not dare", top), why("They sit together", top)
    assert page_of(circle).lacks_root
    mark_root(meeting=circle.meeting, why_id=below.pk, is_root=True, now=NOW)
    page = page_of(circle)
    assert [(line.number, line.is_branch) for line in page.why_lines] == [(1, False), (2, False), (2, True)]
    assert not page.lacks_root
    with pytest.raises(Conflict):
        take_why_back(meeting=circle.meeting, why_id=top.pk, now=NOW)
    take_why_back(meeting=circle.meeting, why_id=beside.pk, now=NOW)
    deep = below
    for _ in range(5):
        deep = why("Because", deep)
    with pytest.raises(Conflict):
        why("Too deep", deep)


@pytest.mark.django_db
def test_one_topic_is_talked_about_at_a_time():
    circle = make_circle().walk_to("gather")
    circle.write("One"), circle.write("Two")
    _first, second = circle.walk_to("discuss").topics
    talk_about(meeting=circle.meeting, topic_id=second.pk, now=NOW)
    assert [(topic.is_current, topic.is_talked) for topic in circle.topics] == [(False, True), (True, False)]


# What comes out of it


@pytest.mark.django_db
def test_an_action_has_an_owner_a_day_and_how_we_will_know_and_there_are_few():
    circle = make_circle(most_actions=2).walk_to("discuss")
    for fields, field in (
        ({"title": " "}, "title"), ({"measure": ""}, "measure"), ({"owner_id": None}, "owner"),
        ({"owner_id": make_member(make_team()).pk}, "owner"), ({"due_on": date(2020, 1, 1)}, "due_on"),
        ({"due_on": None}, "due_on"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refusal:
            decided(circle, **fields)
        assert refusal.value.field == field
    first, _ = decided(circle), decided(circle)
    with pytest.raises(Conflict, match="2 is the limit"):
        decided(circle)
    take_action_back(action=first, actor=None, now=NOW)
    action = decided(circle)
    change_action(
        action=action, title="Review at nine", owner_id=circle.seats[0].user_id, due_on=action.due_on,
        measure="done by ten", actor=None, now=timezone.now(),
    )  # fmt: skip
    assert Action.objects.get(pk=action.pk).title == "Review at nine"


@pytest.mark.django_db
def test_what_is_outside_of_the_teams_hands_is_the_scrum_masters_impediment():
    circle = make_circle().walk_to("actions")
    hand_to_scrum_master(meeting=circle.meeting, title="Staging is off on Thursdays", actor=circle.host.user, now=NOW)
    impediment = Impediment.objects.get()
    assert (impediment.title, impediment.owner) == ("Staging is off on Thursdays", circle.host.user)
    assert "Outside our hands" in circle.client(circle.host).get(circle.url()).content.decode()


@pytest.mark.django_db
def test_thanks_and_insights_are_read_at_the_end():
    circle = make_circle().walk_to("gather")
    add_note(meeting=circle.meeting, kind="thanks", to="Leo", text="the failover script", now=NOW)
    with pytest.raises(Invalid):
        add_note(meeting=circle.meeting, kind="thanks", to="", text="the failover script", now=NOW)
    assert "failover script" not in circle.client(circle.host).get(circle.url()).content.decode()
    circle.walk_to("close")
    add_note(meeting=circle.meeting, kind="insight", text="An hour on the ward", now=NOW)
    page = circle.client(circle.host).get(circle.url()).content.decode()
    assert "To Leo: the failover script" in page
    assert "An hour on the ward" in page


@pytest.mark.django_db
def test_open_actions_wait_on_today_and_their_owner_says_that_they_are_done():
    circle = make_circle().walk_to("actions")
    action = decided(circle, owner_id=circle.seats[0].user_id)
    base = f"/t/{circle.team.organisation.slug}/{circle.team.slug}/actions/"
    assert "Review first" in circle.client(circle.seats[1]).get(f"{base}open/").content.decode()
    assert circle.client(circle.seats[1]).post(f"{base}{action.pk}/decide/").status_code == 403
    assert circle.client(circle.seats[0]).post(f"{base}{action.pk}/decide/").status_code == 302
    assert open_actions(circle.team) == []


@pytest.mark.django_db
def test_a_retro_that_is_opened_again_goes_on_with_its_topics_and_knows_nobodys_dots():
    circle = make_circle().walk_to("gather")
    circle.write("One")
    (topic,) = circle.walk_to("vote").topics
    dots(circle, circle.seats[0], topic, 2)
    close_meeting(meeting=circle.meeting, actor=None, now=NOW)
    assert (circle.retro.dots, circle.retro.nonce, circle.topics[0].dots) == ({}, "", 2)
    assert {poll.is_closed for poll in circle.meeting.polls.all()} == {True}
    reopen_meeting(meeting=circle.meeting, actor=None, now=NOW)
    assert circle.fresh.phase == "vote"
    with pytest.raises(Conflict, match="ended"):
        dots(circle, circle.seats[0], topic, 1)
    circle.walk_to("discuss")
    assert circle.topics[0].dots == 2


@pytest.mark.django_db
def test_every_phase_is_a_page_for_its_host_a_member_a_stakeholder_and_a_guest():
    circle = make_circle().walk_to("gather")
    circle.write("One")
    for phase in ("gather", "vote", "discuss", "actions", "close"):
        circle.walk_to(phase)
        for seat in (circle.host, circle.seats[0]):
            assert f'data-phase="{phase}"' in circle.client(seat).get(circle.url()).content.decode()
    close_meeting(meeting=circle.meeting, actor=None, now=NOW)
    assert "Open it again" in circle.client(circle.host).get(circle.url()).content.decode()
    listed = circle.client(circle.host).get(f"/t/{circle.team.organisation.slug}/{circle.team.slug}/retro/")
    assert circle.fresh.title in listed.content.decode()
