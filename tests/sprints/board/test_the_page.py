"""The board's page: what it costs, what it shows, when it need not be sent again."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sprints.board import memory
from stories.checks.services import tick_criterion
from stories.impediments.services import raise_impediment
from stories.rules import Kind
from stories.story.services import edit_story, estimate_story
from stories.workflow.services import edit_status
from teams.rules import TeamRole
from tests.factories import make_member, make_story, make_team, owner_of
from tests.sprints.board.conftest import BACKEND, Board

pytestmark = pytest.mark.django_db


def queries_of(board, query=""):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert board.page(query).status_code == 200
    return len(captured)


def card(html, story):
    return re.search(rf'<li[^>]* id="card-{story.key}".*?</li>', html, re.DOTALL)[0]


def test_no_sprint_leads_to_planning(client):
    team = make_team()
    client.force_login(owner_of(team), backend=BACKEND)
    answer = client.get(f"/t/{team.organisation.slug}/{team.slug}/board/")
    assert "No sprint is running" in answer.content.decode()
    assert f"/t/{team.organisation.slug}/{team.slug}/planning/" in answer.content.decode()


def test_a_hundred_cards_cost_as_many_queries_as_two(db):
    small, large = Board(["One", "Two"], name="Small"), Board([f"Story {n}" for n in range(100)], name="Large")
    for lanes in ("", "?lanes=persona", "?lanes=assignee", "?lanes=epic&mine=1"):
        memory.forget()
        assert queries_of(small, lanes) == queries_of(large, lanes), lanes
        warm = queries_of(small, lanes)
        assert warm == queries_of(large, lanes), lanes
        assert warm <= 12, lanes


def test_cards_that_are_kept_cost_no_query(board):
    cold = queries_of(board)
    assert queries_of(board) == cold - 5


def test_a_card_shows_its_budget(board):
    story = board.stories[0]
    edit_story(story=story, actor=board.owner, now=board.now, assignees=[board.owner])
    raise_impediment(team=board.team, story=story, title="Waiting for the lab", actor=board.owner, now=board.now)
    shown = card(board.html(), story)
    for words in (story.key, story.title, "Ward nurse", "0/1", 'title="3 points"', "Olga Owner", "Waiting for the lab"):
        assert words in shown
    assert "Blocked today." in shown


def test_a_spike_shows_its_timebox_instead_of_points(board):
    spike = make_story(
        board.team, "Compare", kind=Kind.SPIKE, points=None, timebox_days="1.5", question="Which?", now=board.now
    )
    from sprints.scope.services import add_to_sprint

    add_to_sprint(sprint=board.sprint, story=spike, actor=board.owner, now=board.now, reason="Asked for")
    shown = card(board.html(), spike)
    assert "1.5 d" in shown
    assert "Not estimated" not in shown
    assert "Added day" in shown


def test_a_title_cannot_bring_markup(board):
    edit_story(story=board.stories[0], actor=board.owner, now=board.now, title='<script>alert(1)</script>" x="')
    assert "<script>alert" not in board.html()


def test_an_unchanged_board_is_not_sent_again(board):
    first = board.page()
    assert board.page(**{"If-None-Match": first["ETag"]}).status_code == 304
    assert board.page("?mine=1", **{"If-None-Match": first["ETag"]}).status_code == 200


def test_the_answer_that_nothing_changed_looks_at_no_card(board):
    tag = board.page()["ETag"]
    with CaptureQueriesContext(connection) as captured:
        board.page(**{"If-None-Match": tag})
    assert not [query for query in captured if "sprintbacklogitem" in query["sql"]]
    assert len(captured) <= 5


def test_nobody_gets_a_board_that_was_sent_to_somebody_else(board):
    other = board.browser_of(make_member(board.team, TeamRole.STAKEHOLDER))
    tag = board.page()["ETag"]
    assert board.page(client=other, **{"If-None-Match": tag}).status_code == 200


def test_the_fragment_is_no_page_and_has_a_tag_of_its_own(board):
    page, fragment = board.page(), board.page(**{"HX-Request": "true"})
    assert "<html" not in fragment.content.decode()
    assert 'id="board-live"' in fragment.content.decode()
    assert page["ETag"] != fragment["ETag"]
    assert "HX-Request" in page["Vary"]


CHANGES = {
    "title": lambda b, s: edit_story(story=s, actor=b.owner, now=b.now, title="Another title"),
    "points": lambda b, s: estimate_story(story=s, points=8, actor=b.owner, now=b.now),
    "people": lambda b, s: edit_story(story=s, actor=b.owner, now=b.now, assignees=[b.owner]),
    "criteria": lambda b, s: tick_criterion(criterion=s.criteria.get(), met=True, actor=b.owner, now=b.now),
    "impediment": lambda b, s: raise_impediment(team=b.team, story=s, title="Stuck", actor=b.owner, now=b.now),
    "column": lambda b, s: b.move(s, b.doing),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_card_shows_is_shown_anew_when_it_changes(board, change):
    story = board.stories[0]
    before, tag = card(board.html(), story), board.page()["ETag"]
    CHANGES[change](board, story)
    after = board.page(**{"If-None-Match": tag})
    assert after.status_code == 200
    assert card(after.content.decode(), story) != before


def test_a_new_name_of_a_person_is_on_every_card_at_once(board):
    from teams.services.members import edit_profile

    story = board.stories[0]
    edit_story(story=story, actor=board.owner, now=board.now, assignees=[board.owner])
    assert "Olga Owner" in card(board.html(), story)
    edit_profile(user=board.owner, name="Olga Oak", single_keys=True)
    assert "Olga Oak" in card(board.html(), story)


def test_a_new_name_and_picture_of_a_persona_is_on_every_card_at_once(board):
    from stories.personas.services import edit_persona

    assert "Ward nurse" in card(board.html(), board.stories[0])
    edit_persona(persona=board.persona, actor=board.owner, now=board.now, name="Night nurse", icon="wrench")
    shown = card(board.html(), board.stories[0])
    assert "Night nurse" in shown
    assert "#wrench" in shown


def test_the_next_day_is_another_page(board, monkeypatch):
    from datetime import timedelta

    from django.utils import timezone

    board.move(board.stories[0], board.doing)
    before, tag = card(board.html(), board.stories[0]), board.page()["ETag"]
    later = timezone.now() + timedelta(3)
    monkeypatch.setattr("sprints.board.views.timezone.now", lambda: later)
    after = board.page(**{"If-None-Match": tag})
    assert after.status_code == 200
    assert card(after.content.decode(), board.stories[0]) != before


def test_a_column_says_that_its_limit_is_reached(board):
    edit_status(status=board.doing, actor=board.owner, now=board.now, wip_limit=1)
    assert "of 1" in board.html()
    board.move(board.stories[0], board.doing)
    assert "limit 1 reached" in board.html()
    board.move(board.stories[1], board.doing)
    assert "1 over limit 1" in board.html()


def shown_keys(html):
    return re.findall(r'<li class="board-item" id="card-([A-Z0-9-]+)"', html)


def test_a_filter_in_the_address_hides_the_other_cards_and_counts_them_all_the_same(board):
    edit_story(story=board.stories[1], actor=board.owner, now=board.now, assignees=[board.owner])
    html = board.html("?mine=1")
    assert shown_keys(html) == [board.stories[1].key]
    assert html.count('<li hidden class="board-item"') == 2
    assert "1 of 3 stories" in html
    assert f'<span class="count" data-count="{board.todo.pk}">3</span>' in html


def test_lanes_cut_the_board(board):
    edit_story(story=board.stories[1], actor=board.owner, now=board.now, assignees=[board.owner])
    html = board.html("?lanes=assignee")
    assert re.findall(r'<h3 class="lane-head">(.*?)</h3>', html) == ["Olga Owner", "Nobody yet"]
    assert "lane-head" not in board.html("?lanes=<script>")


def test_a_stakeholder_looks_and_is_offered_nothing_to_change(board):
    html = board.page(client=board.browser_of(make_member(board.team, TeamRole.STAKEHOLDER))).content.decode()
    assert board.stories[0].title in html
    assert "data-may-move" not in html
    assert 'id="card-menu"' not in html


def test_the_header_says_facts_of_the_ledger(board):
    from tests.factories import finish

    finish(board.stories[0], now=board.now)
    html = board.html()
    assert "9 <small>points</small>" in html
    assert "9 committed" in html
    assert "33% of scope" in html


def test_header_of_page_and_frame_agree(board):
    from sprints.board.header import Facts, days_of, header_html
    from sprints.board.queries import standing

    raise_impediment(team=board.team, story=board.stories[0], title="Stuck", actor=board.owner, now=board.now)
    board.sprint.items.filter(story__in=board.stories[:2]).update(serves_goal=True)
    board.move(board.stories[1], board.review)
    facts = Facts(board.sprint, days_of(board.sprint, board.team, board.now))
    html = board.html()
    assert str(header_html(facts, standing(board.sprint.pk))) in html
    assert "0 of 2 goal stories done, 1 in review" in html
    assert "1 story blocked" in html
