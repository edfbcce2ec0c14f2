"""What a search finds, the same on both databases: these tests run on either."""

import pytest

from stories.checks.services import add_criterion, edit_criterion, remove_criterion
from stories.comments.services import delete_comment, edit_comment, restore_comment, write_comment
from stories.models import SearchText, Story
from stories.personas.services import edit_persona
from stories.search.queries import find
from stories.search.rules import Tier
from stories.story.services import archive_story, delete_story, edit_story
from tests.factories import NOW, finish, make_persona, make_story, make_team, owner_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(db):
    team = make_team(key="CT")
    make_story(team, "Acknowledge an alarm from the phone", persona=make_persona(team, "Cardiologist"))
    make_story(team, "Show battery", goal="to see the alarm's battery")
    make_story(team, "Hand over", criteria=["Each alarm shows who last touched it"])
    make_story(team, "Écran d’accueil", description='Straße, naïve Größe, 心電図, room 4b, v1e5x, it\'s "quoted"')
    make_story(team, "Alarming sounds")
    make_story(team, "Calibrate lead II gain", kind="spike", question="Which gain do technicians set?", timebox_days=1)
    return team


def titles(team, question) -> list[str]:
    return [found.story.title for found in find([team.pk], question)]


CASES = {
    "title before sentence before criteria, whole words first": (
        "alarm",
        ["Acknowledge an alarm from the phone", "Alarming sounds", "Show battery", "Hand over"],
    ),
    "a word while it is being typed": ("acknowl", ["Acknowledge an alarm from the phone"]),
    "all words must be there, in any order": ("phone alarm", ["Acknowledge an alarm from the phone"]),
    "words of one story in different places": ("hand touched", ["Hand over"]),
    "capitals do not matter": ("CALIBRATE", ["Calibrate lead II gain"]),
    "accents do not matter": ("ecran", ["Écran d’accueil"]),
    "nor do they in what is asked": ("éçran", ["Écran d’accueil"]),
    "sharp s": ("strasse", ["Écran d’accueil"]),
    "a language without spaces": ("電図", ["Écran d’accueil"]),
    "signs in another order than written": ("図 心", ["Écran d’accueil"]),
    "a word of letters and digits": ("4b", ["Écran d’accueil"]),
    "a word that a parser of numbers would cut": ("v1e5x", ["Écran d’accueil"]),
    "a persona": ("cardiologist", ["Acknowledge an alarm from the phone"]),
    "the question of a spike": ("technicians", ["Calibrate lead II gain"]),
    "a key": ("CT-2", ["Show battery"]),
    "a key in small letters": ("ct-6", ["Calibrate lead II gain"]),
    "a key without its dash": ("ct6", ["Calibrate lead II gain"]),
    "a key's number": ("6", ["Calibrate lead II gain"]),
    "a key that is not there": ("CT-99", []),
    "a word in the middle of a word is another word": ("larm", []),
    "nothing": ("", []),
    "only signs": ("% _ * \" ' ( ) -- ; \\", []),
}
OPERATORS = (
    '"alarm', "alarm\"", "'alarm'", "alarm*", "alarm:*", "(alarm", "alarm)", "alarm & | !", "title:alarm", "{alarm}",
    "alarm <-> ", "+alarm", "-alarm", "^alarm", "alarm\\", "alarm\x00", "alarm;--",
)  # fmt: skip


@pytest.mark.parametrize(("question", "found"), CASES.values(), ids=CASES)
def test_both_databases_answer_alike(team, question, found):
    assert titles(team, question) == found


@pytest.mark.parametrize("question", OPERATORS)
def test_signs_of_a_query_language_mean_nothing(team, question):
    answers = titles(team, question)
    assert answers == ([] if "title" in question else titles(team, "alarm"))


@pytest.mark.parametrize("question", ["alarm AND phone", "NEAR alarm", "ALARM NOT nowhere", "OR"])
def test_operators_are_words(team, question):
    assert titles(team, question) == []


def test_a_very_long_question_is_answered_too(team):
    assert titles(team, "alarm " * 5000) == titles(team, "alarm")
    assert titles(team, "x" * 100_000) == []


def test_open_work_stands_before_finished_and_the_newest_first(team):
    first, second = make_story(team, "Zebra one"), make_story(team, "Zebra two")
    assert titles(team, "zebra") == ["Zebra two", "Zebra one"]
    finish(second)
    assert titles(team, "zebra") == ["Zebra one", "Zebra two"]
    archive_story(story=first, reason="Old hat", actor=owner_of(team), now=NOW)
    assert titles(team, "zebra") == ["Zebra two"]


def test_what_is_written_now_is_found_and_what_was_before_is_not(team):
    who = {"actor": owner_of(team), "now": NOW}
    story = make_story(team, "Plain")
    edit_story(story=story, description="A zebra crosses", **who)
    assert titles(team, "zebra") == ["Plain"]
    edit_story(story=story, description="Nothing crosses", criteria=[(None, "The giraffe waits")], **who)
    assert (titles(team, "zebra"), titles(team, "giraffe")) == ([], ["Plain"])
    edit_criterion(criterion=story.criteria.get(), new="The lion waits", **who)
    assert (titles(team, "giraffe"), titles(team, "lion")) == ([], ["Plain"])
    remove_criterion(criterion=story.criteria.get(), **who)
    added = add_criterion(story=story, criterion="Given a tiger, when it comes, then we go", **who)
    assert (titles(team, "lion"), titles(team, "tiger")) == ([], ["Plain"])
    assert added.story_id == story.pk
    edit_persona(persona=make_persona(team, "Cardiologist"), name="Heart specialist", **who)
    assert titles(team, "specialist") == ["Acknowledge an alarm from the phone"]
    delete_story(story=story, **who)
    assert titles(team, "tiger") == []
    assert SearchText.objects.count() == Story.objects.count()


def test_comments_are_found_as_they_say_now(team):
    story, who = make_story(team, "Plain"), {"actor": owner_of(team), "now": NOW}
    comment = write_comment(story=story, text="A **zebra** crossed", author=owner_of(team), now=NOW)
    assert titles(team, "zebra") == ["Plain"]
    edit_comment(comment=comment, text="A giraffe crossed", **who)
    assert (titles(team, "zebra"), titles(team, "giraffe")) == ([], ["Plain"])
    delete_comment(comment=comment, **who)
    assert titles(team, "giraffe") == []
    restore_comment(comment=comment, **who)
    assert titles(team, "giraffe") == ["Plain"]


def test_a_team_finds_its_own_stories_only(team):
    stranger = make_team(key="CT")
    make_story(stranger, "Alarm of strangers")
    assert titles(stranger, "alarm") == ["Alarm of strangers"]
    assert "Alarm of strangers" not in titles(team, "alarm")
    assert titles(team, f"team{stranger.pk}") == []
    assert len(find([team.pk, stranger.pk], "alarm")) == 5
    assert [found.story.team_id for found in find([stranger.pk], "CT-1")] == [stranger.pk]
    assert find([], "alarm") == []


def test_each_story_is_found_once_in_its_best_place(team):
    tiers = {found.story.title: found.tier for found in find([team.pk], "alarm")}
    assert tiers["Acknowledge an alarm from the phone"] == Tier.TITLE
    assert (tiers["Show battery"], tiers["Hand over"]) == (Tier.SENTENCE, Tier.ANYWHERE)


def test_a_search_takes_the_same_queries_whatever_it_finds(team, django_assert_num_queries):
    with django_assert_num_queries(3):
        find([team.pk], "alarm")
    with django_assert_num_queries(3):
        find([team.pk], "nowhere")
    with django_assert_num_queries(4):
        find([team.pk], "CT-1")
