import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.models import Topic
from stories.comments.rules import LONGEST, callable_names, replace_mentions
from stories.comments.services import delete_comment, edit_comment, restore_comment, write_comment
from stories.models import Comment
from teams.models import Activity
from teams.rules import OrganisationRole, TeamRole
from tests.factories import NOW, make_member, make_story, make_team, owner_of
from tests.stories.world import HTMX, address, signed_in

pytestmark = pytest.mark.django_db
ON_PAGE = HTMX | {"HX-Target": "story"}


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def story(team):
    return make_story(team)


def _say(story, text, author=None):
    return write_comment(story=story, text=text, author=author or owner_of(story.team), now=NOW)


def _page(user, story) -> str:
    return signed_in(user).get(address(story.team, "story", key=story.key)).content.decode()


def _brought_in(comment) -> set[str]:
    return {mention.person.name for mention in comment.mentions.all()}


def test_a_comment_is_markdown_that_stakeholders_may_write_too(team, story):
    stakeholder = make_member(team, TeamRole.STAKEHOLDER, name="Stella Stake")
    url = address(team, "write_comment", key=story.key)
    answer = signed_in(stakeholder).post(url, {"text": "Looks **good**"}, headers=ON_PAGE)
    assert "<strong>good</strong>" in answer.content.decode()
    assert Comment.objects.get().author == stakeholder
    assert Topic.objects.versions([f"story:{story.pk}"]) == {f"story:{story.pk}": 1}


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("@Ines Duarte, look", {"Ines Duarte"}),
        ("@ines duarte", {"Ines Duarte"}),
        ("(@Ines) and @Leo Okafor.", {"Ines Duarte", "Leo Okafor"}),
        ("me@Ines.example.org, http://x/@Ines", set()),
        ("@Inessa is somebody else", set()),
        ("@Anna", set()),  # two people have that first name
        ("@Anna Berg", {"Anna Berg"}),
        ("@Strange Person", set()),
    ],
)
def test_an_at_sign_brings_in_people_who_see_the_team(team, story, text, people):
    for name in ("Ines Duarte", "Leo Okafor", "Anna Berg", "Anna Lund"):
        make_member(team, name=name)
    make_member(make_team("Atlas"), name="Strange Person")
    assert _brought_in(_say(story, text)) == people


def test_an_owner_who_is_on_no_team_can_be_brought_in_and_one_who_left_cannot(team, story):
    make_member(team, organisation_role=OrganisationRole.ADMIN, name="Ada Admin")
    team.memberships.filter(user__name="Ada Admin").update(left_at=NOW)
    make_member(team, name="Gone Person")
    team.memberships.filter(user__name="Gone Person").update(left_at=NOW)
    assert _brought_in(_say(story, "@Ada Admin @Gone Person")) == {"Ada Admin"}


def test_a_mention_follows_a_new_name(team, story):
    person = make_member(team, name="Ines Duarte")
    comment = _say(story, "Ask @Ines")
    person.name = "Ines <b>Marot</b>"
    person.save()
    assert '<span class="mention">@Ines &lt;b&gt;Marot&lt;/b&gt;</span>' in _page(owner_of(team), story)
    edited = edit_comment(comment=comment, text="Ask @Ines Duarte again", actor=comment.author, now=NOW)
    assert [(m.person, m.written) for m in edited.mentions.all()] == [(person, "Ines <b>Marot</b>")]


def test_editing_keeps_what_was_said_before_and_says_so(team, story):
    comment = _say(story, "First words")
    client, url = signed_in(comment.author), address(team, "edit_comment", key=story.key, pk=comment.pk)
    assert "First words" in client.get(url, headers=HTMX).content.decode()
    page = client.post(url, {"text": "Second words"}, headers=ON_PAGE).content.decode()
    assert "Edited" in page
    assert [version.text for version in comment.versions.all()] == ["First words"]
    client.post(url, {"text": "Second words"}, headers=ON_PAGE)
    assert comment.versions.count() == 1


def test_a_comment_taken_back_is_not_shown_and_comes_back_by_undo(team, story):
    comment = _say(story, "Too much said")
    client = signed_in(comment.author)
    answer = client.post(address(team, "delete_comment", key=story.key, pk=comment.pk), headers=ON_PAGE)
    undo = address(team, "restore_comment", key=story.key, pk=comment.pk)
    assert undo in answer["HX-Trigger"]
    assert "Too much said" not in _page(comment.author, story)
    client.post(undo, headers=HTMX)
    assert "Too much said" in _page(comment.author, story)
    verbs = Activity.objects.filter(subject_type="story", subject_id=story.pk).values_list("verb", flat=True)
    assert list(verbs[:2]) == ["restored comment", "took back comment"]


def test_taking_back_twice_and_restoring_twice_changes_nothing(story):
    comment = _say(story, "Words")
    for service in (delete_comment, delete_comment, restore_comment, restore_comment):
        service(comment=comment, actor=comment.author, now=NOW)
    assert Activity.objects.filter(verb__endswith="comment").count() == 2


@pytest.mark.parametrize(("text", "words"), [("  \x00 ", "is empty"), ("x" * (LONGEST + 1), "10,000 characters")])
def test_nothing_and_too_much_are_refused_in_words(team, story, text, words):
    url = address(team, "write_comment", key=story.key)
    problem = signed_in(owner_of(team)).post(url, {"text": text}, headers=ON_PAGE).json()
    assert words in problem["detail"]
    assert problem["field"] == "text"


def test_a_long_talk_shows_its_end_and_all_of_it_on_demand(team, story):
    for number in range(35):
        _say(story, f"Word number {number:02}")
    assert "Word number 04" not in _page(owner_of(team), story)
    assert "Show all 35" in _page(owner_of(team), story)
    url = address(team, "story", key=story.key) + "?comments=all"
    assert "Word number 04" in signed_in(owner_of(team)).get(url).content.decode()


@pytest.mark.parametrize(
    "text",
    [
        '[x](https://example.org "@Ines Duarte")',
        '<a href="https://example.org" title="> @Ines Duarte <img src=x onerror=alert(1)>">x</a>',
        "`@Ines Duarte` <span class='mention' onclick='alert(1)'>@Boss</span>",
        "<svg/onload=alert(1)> @Ines Duarte",
        "\ue0000\ue001 \ue000999\ue001 @Ines Duarte",
    ],
)
def test_a_mention_in_a_strange_place_opens_nothing(team, story, text):
    person = make_member(team, name="Ines Duarte")
    person.name = '"><img src=x onerror=alert(1)>'
    comment = _say(story, text)
    person.save()
    page = _page(owner_of(team), story)
    assert comment.mentions.count() == 1
    for evil in ("<img src=x", "onclick=", "<svg/", "@Boss</span>"):
        assert evil not in page


NAMES = st.lists(st.text(min_size=1, max_size=12), max_size=6)


@given(text=st.text(max_size=80), names=NAMES)
def test_a_text_without_a_known_name_is_left_alone(text, names):
    called = callable_names(enumerate(names))
    assert replace_mentions(text, called, lambda name: None) == text


@given(names=NAMES, before=st.sampled_from(["", "a ", "("]), after=st.sampled_from(["", " b", ","]))
def test_every_full_name_is_found_however_it_is_spelled(names, before, after):
    called = callable_names(enumerate(names))
    for name in called:
        if name == name.upper().lower() and name[-1].isalnum():
            found = []
            replace_mentions(f"{before}@{name}{after}", called, found.append)
            assert found
            assert len(found[0]) >= len(name)
