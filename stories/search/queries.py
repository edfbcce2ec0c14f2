"""Finds stories by their words, in the teams that the question names and in no other."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from stories.models import Comment, Criterion, Story
from stories.search import rules
from stories.search.engines import ENGINES, scope_of
from stories.search.rules import Tier, Written

ENOUGH = 50


@dataclass(frozen=True)
class Found:
    """A story that has all words of the question, and the tier in which it has them."""

    story: Story
    tier: Tier


def written_of(stories: Collection[Story]) -> dict[int, Written]:
    """What can be found of each story, by id: the one place that says so. `persona` must be loaded.

    Two queries however many there are.
    """
    ids, body = [story.pk for story in stories], defaultdict(list)
    for criterion in Criterion.objects.filter(story_id__in=ids):
        body[criterion.story_id].append(str(criterion))
    for story_id, text in Comment.objects.shown().filter(story_id__in=ids).values_list("story_id", "text"):
        body[story_id].append(text)
    return {story.pk: _written(story, body[story.pk]) for story in stories}


def _written(story: Story, more: list[str]) -> Written:
    persona = story.persona.name if story.persona else ""
    sentence = (persona, story.goal, story.value, story.question)
    return Written(key=story.key, title=story.title, sentence=sentence, body=(story.description, *more))


def has_words(teams: Iterable[int], question: str, tier: Tier = Tier.ANYWHERE) -> Q:
    """The condition that a story of these teams has all words of the question; a question without words finds none."""
    words, scopes = rules.words_of(question), [scope_of(team) for team in teams]
    if not words or not scopes:
        return Q(pk__in=[])
    sql, parameters = ENGINES[connections[DEFAULT_DB_ALIAS].vendor].select(scopes, words, tier)
    return Q(pk__in=RawSQL(sql, parameters))  # noqa: S611  our own text; words go in as a parameter


def find(teams: Collection[int], question: str, *, stories: QuerySet[Story] | None = None) -> list[Found]:
    """At most ENOUGH stories, best first: the key itself, then by tier; open before done, whole words before
    beginnings, newest first. Archived ones are not found.

    `stories` may narrow what is looked at and say what is loaded; it must load `status`.
    """
    stories = Story.objects.select_related("status") if stories is None else stories
    stories = stories.live().filter(team__in=teams)
    key, found = rules.key_in(question), {}
    if key:
        found = {story.pk: Found(story, Tier.TITLE) for story in stories.filter(key=key).order_by("pk")}
    exact = list(found.values())
    for tier in Tier:
        if len(found) < ENOUGH:
            more = stories.filter(has_words(teams, question, tier)).exclude(pk__in=found).order_by("-pk")
            found |= {story.pk: Found(story, tier) for story in more[: ENOUGH - len(found)]}
    words = rules.words_of(question)
    rest = sorted(list(found.values())[len(exact) :], key=lambda one: _place(one, words))
    return exact + rest


def _place(found: Found, words: tuple[str, ...]) -> tuple:
    story = found.story
    return found.tier, story.is_done, -rules.whole_words(f"{story.key} {story.title}", words), -story.pk
