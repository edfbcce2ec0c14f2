"""Polls: the line that makes one, what may be chosen, and what is shown when."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from ceremonies.models import Poll, PollAnswer
from ceremonies.polls import rules
from ceremonies.polls.queries import own_choice, tally, trend_of
from ceremonies.polls.rules import Draft, Option
from ceremonies.polls.services import Manner, add_option, answer_poll, ask_poll, ask_template, close_poll
from ceremonies.tasks import close_due_polls
from core.errors import Conflict, Invalid
from stories.comments.services import write_comment
from stories.models import Comment
from teams.rules import TeamRole
from tests.ceremonies.world import signed_in
from tests.factories import make_member, make_story, make_team, owner_of

NOW = timezone.now()
DRAFT = Draft("How was it?", (Option("🙂", "Good"), Option("😐", "So-so"), Option("🙁", "Rough")))


@pytest.fixture
def team(db):
    return make_team()


def asked(team, **manner):
    return ask_poll(team=team, draft=DRAFT, actor=owner_of(team), now=NOW, manner=Manner(**manner))


def ids(poll):
    return list(poll.options.values_list("pk", flat=True))


def say(poll, person, *places):
    options = ids(poll)
    return answer_poll(poll=poll, person=person, chosen=[options[place] for place in places], now=NOW)


def fresh(poll):
    return Poll.objects.get(pk=poll.pk)


# The line


def test_one_line_makes_a_poll():
    draft = rules.parse_line('/poll "How was the sprint?" 🙂 "Good" 😐 "So-so" 🙁 "Rough"')
    assert draft == Draft("How was the sprint?", (Option("🙂", "Good"), Option("😐", "So-so"), Option("🙁", "Rough")))
    phone = "/poll “Typed on a phone?” “Yes” 👨‍👩‍👧 „No“"
    assert rules.parse_line(phone).options == (
        Option("", "Yes"),
        Option("👨‍👩‍👧", "No"),
    )


@pytest.mark.parametrize(
    "line",
    [
        "/poll", '/poll "Only a question?"', '/poll "One?" "Yes"', '/poll Good "Bad"', '/poll "Q" "a" "A"',
        '/poll "Q" "a" ""', '/poll "Q" "a" b', '/poll "" "a" "b"', '/poll "Q" ' + '"x" ' * 11,
        f'/poll "Q" "{"x" * 61}" "b"', f'/poll "{"q" * 201}" "a" "b"', '/poll 🙂 "Q" "a" "b"',
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_read_says_where_and_how_it_should_be(line):
    with pytest.raises(Invalid) as refusal:
        rules.parse_line(line)
    assert refusal.value.field == "text"
    assert refusal.value.fix


@given(st.text(max_size=80))
@settings(max_examples=60)
def test_no_line_makes_the_reader_fail_in_another_way(text):
    try:
        draft = rules.parse_line(f"/poll {text}")
    except Invalid:
        return
    assert 2 <= len(draft.options) <= 10


def test_options_are_typed_one_on_a_line_with_or_without_an_emoji():
    assert rules.read_lines("🙂 Good\n\nNot bad\n5️⃣ Very") == (
        Option("🙂", "Good"), Option("", "Not bad"), Option("", "5️⃣ Very")
    )  # fmt: skip


def test_a_line_in_a_comment_asks_the_poll_beside_the_story(team):
    story, author = make_story(team), make_member(team)
    write_comment(story=story, text='/poll "Ship it?" 👍 "Yes" 👎 "No"', author=author, now=NOW)
    poll = Poll.objects.get(story=story)
    assert (poll.question, poll.is_anonymous, poll.asked_by) == ("Ship it?", True, author)
    page = f"/t/{team.organisation.slug}/{team.slug}/stories/{story.key}/"
    assert "<strong>Poll:</strong> Ship it?" in signed_in(author).get(page).content.decode()
    assert f'id="poll-{poll.pk}"' in signed_in(author).get(f"{page}polls/").content.decode()


def test_a_command_that_cannot_be_read_keeps_the_comment_out_and_other_slashes_stay_words(team):
    story = make_story(team)
    with pytest.raises(Invalid):
        write_comment(story=story, text='/poll "Ship it?"', author=owner_of(team), now=NOW)
    assert not Comment.objects.exists()
    assert write_comment(story=story, text="/etc/hosts is wrong", author=owner_of(team), now=NOW).text[0] == "/"


# Answers


def test_one_answer_takes_the_place_of_the_one_before_and_can_be_taken_back(team):
    poll, person = asked(team), make_member(team)
    options = ids(poll)
    say(poll, person, 0)
    say(poll, person, 2)
    assert own_choice(fresh(poll), person) == [options[2]]
    assert len(fresh(poll).ballots) == 1
    say(poll, person)
    assert fresh(poll).ballots == {}


def test_several_answers_only_where_they_are_asked_for(team):
    person = make_member(team)
    with pytest.raises(Invalid):
        say(asked(team), person, 0, 1)
    poll = asked(team, is_multiple=True, is_anonymous=False)
    say(poll, person, 0, 1)
    say(poll, person, 1, 2)
    assert own_choice(poll, person) == ids(poll)[1:]
    with pytest.raises(Invalid):
        answer_poll(poll=poll, person=person, chosen=[ids(asked(team))[0]], now=NOW)


def test_with_fewer_than_three_answers_an_anonymous_poll_shows_a_count_only(team):
    poll, people = asked(team), [make_member(team) for _ in range(3)]
    say(poll, people[0], 0), say(poll, people[1], 0)
    closed = close_poll(poll=poll, actor=None, now=NOW)
    page = signed_in(people[2]).get(f"/t/{team.organisation.slug}/{team.slug}/polls/{poll.pk}/").content.decode()
    assert "2 people have answered" in page
    assert "poll-result" not in page
    assert tally(closed) == {}


def test_an_anonymous_poll_shows_nothing_before_it_is_closed_whatever_was_asked_for(team):
    poll = asked(team, is_hidden=False)
    for _ in range(4):
        say(poll, make_member(team), 0)
    assert tally(fresh(poll)) == {}
    assert list(tally(close_poll(poll=poll, actor=None, now=NOW)).values()) == [4, 0, 0]


def test_a_named_poll_shows_bars_and_names_as_they_come_unless_it_is_hidden(team):
    person = make_member(team, name="Ida Falk")
    for is_hidden in (False, True):
        poll = asked(team, is_anonymous=False, is_hidden=is_hidden)
        say(poll, person, 1)
        page = signed_in(person).get(f"/t/{team.organisation.slug}/{team.slug}/polls/{poll.pk}/").content.decode()
        assert ("<b>1</b>" in page) is not is_hidden
        close_poll(poll=poll, actor=None, now=NOW)
        page = signed_in(person).get(f"/t/{team.organisation.slug}/{team.slug}/polls/{poll.pk}/").content.decode()
        assert "Ida" in page


def test_an_answer_after_the_close_is_refused_and_the_result_stays(team):
    poll, person = asked(team), make_member(team)
    say(poll, person, 0)
    close_poll(poll=poll, actor=None, now=NOW)
    with pytest.raises(Conflict, match="closed"):
        say(poll, make_member(team), 1)
    assert close_poll(poll=poll, actor=None, now=NOW + timedelta(days=1)).closed_at == NOW
    assert (fresh(poll).answers, fresh(poll).nonce, fresh(poll).ballots) == (1, "", {})


def test_a_poll_opens_and_closes_by_the_clock(team):
    opens, closes = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
    poll, person = asked(team, opens_at=opens, closes_at=closes), make_member(team)
    for moment in (NOW, closes):
        with pytest.raises(Conflict):
            answer_poll(poll=poll, person=person, chosen=ids(poll)[:1], now=moment)
    answer_poll(poll=poll, person=person, chosen=ids(poll)[:1], now=opens)
    assert close_due_polls() == 0
    Poll.objects.filter(pk=poll.pk).update(closes_at=NOW - timedelta(seconds=1))
    assert close_due_polls() == 1
    assert close_due_polls() == 0
    assert fresh(poll).answers == 1
    with pytest.raises(Invalid) as refusal:
        asked(team, opens_at=closes, closes_at=opens)
    assert refusal.value.field == "closes_at"


def test_others_add_options_where_they_may_and_nobody_learns_who(team):
    with pytest.raises(Conflict):
        add_option(poll=asked(team), option=Option("", "Other"), now=NOW)
    poll = asked(team, lets_add=True)
    add_option(poll=poll, option=Option("🌧️", "Wet"), now=NOW)
    with pytest.raises(Invalid):
        add_option(poll=poll, option=Option("", "wet"), now=NOW)
    for number in range(6):
        add_option(poll=poll, option=Option("", f"More {number}"), now=NOW)
    with pytest.raises(Conflict):
        add_option(poll=poll, option=Option("", "Eleventh"), now=NOW)


def test_stakeholders_answer_where_they_are_invited(team):
    stakeholder = signed_in(make_member(team, TeamRole.STAKEHOLDER))
    for poll, status in ((asked(team), 403), (asked(team, for_stakeholders=True), 302)):
        address = f"/t/{team.organisation.slug}/{team.slug}/polls/{poll.pk}/answer/"
        assert stakeholder.post(address, {"option": ids(poll)[0]}).status_code == status


def test_the_same_question_makes_a_trend(team):
    people = [make_member(team) for _ in range(4)]
    for good in (1, 3):
        (poll,) = ask_template(team=team, key="mood", actor=owner_of(team), now=NOW)
        for place, person in enumerate(people):
            say(poll, person, 0 if place < good else 4)
        close_poll(poll=poll, actor=None, now=NOW)
    assert [(good, total) for _, good, total in trend_of(team, "mood")] == [(1, 4), (3, 4)]
    assert len(ask_template(team=team, key="health", actor=owner_of(team), now=NOW)) == len(rules.HEALTH)


def test_polls_wait_on_today_for_those_who_may_answer(team):
    asked(team)
    address = f"/t/{team.organisation.slug}/{team.slug}/polls/today/"
    assert "How was it?" in signed_in(make_member(team)).get(address).content.decode()
    assert "How was it?" not in signed_in(make_member(team, TeamRole.STAKEHOLDER)).get(address).content.decode()


def test_what_was_typed_badly_is_refused_at_its_field(team):
    browser, address = signed_in(owner_of(team)), f"/t/{team.organisation.slug}/{team.slug}/polls/new/"
    for data, field in (
        ({"question": "Q?", "options": "Only one"}, "options"),
        ({"question": "", "options": "a\nb"}, "question"),
        ({"question": "Q?", "options": "a\nb", "closes_at": "never"}, "closes_at"),
        ({"question": "Q?", "options": "a\nb", "closes_at": "2026-13-45T99:99"}, "closes_at"),
        ({"template": "nonsense"}, "template"),
        ({"line": '/poll "Q'}, "line"),
    ):
        answer = browser.post(address, data, headers={"HX-Request": "true"})
        assert (answer.status_code, answer.json()["field"]) == (400, field), data
    assert not Poll.objects.exists()
    assert not PollAnswer.objects.exists()
