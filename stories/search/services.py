"""Keeps the words of stories findable: called in the transaction of every change of what is written."""

from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from django.db import transaction

from stories.models import SearchText, Story
from stories.search import rules
from stories.search.engines import COLUMNS, scope_of
from stories.search.queries import written_of

BATCH = 500


@transaction.atomic
def index_stories(keys: Iterable[int]) -> int:
    """Takes in what is written about these stories (ids) now; returns how many. Those that are gone are left out."""
    return sum(_index(batch) for batch in _batches(keys))


def _batches(keys: Iterable[int]) -> Iterator[list[int]]:
    keys = iter(keys)
    while batch := list(islice(keys, BATCH)):
        yield batch


def _index(keys: Collection[int]) -> int:
    stories = list(Story.objects.filter(pk__in=keys).select_related("persona"))
    written = written_of(stories)
    SearchText.objects.bulk_create(
        [SearchText(story=s, scope=scope_of(s.team_id), **rules.document(written[s.pk])) for s in stories],
        update_conflicts=True,
        unique_fields=["story"],
        update_fields=COLUMNS,
    )
    return len(stories)


def index_missing() -> int:
    """Takes in the stories of which no words are kept yet, such as those of an older release; returns how many."""
    return index_stories(list(Story.objects.filter(search_text=None).order_by("pk").values_list("pk", flat=True)))


def index_all() -> int:
    """Takes in every story anew; returns how many."""
    return index_stories(list(Story.objects.order_by("pk").values_list("pk", flat=True)))
