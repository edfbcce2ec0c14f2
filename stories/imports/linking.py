"""Links between imported stories, many at once, under the rules of `link_stories`."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from core.bulk import batches
from stories.imports.rules import NamedLink
from stories.links.rules import stored_as, way_of, without_circles
from stories.models import Story, StoryLink
from teams.models import Organisation, Team, User

BATCH = 500


@transaction.atomic
def link_imported(*, team: Team, links: Sequence[NamedLink], actor: User | None, now: datetime) -> int:
    """Writes links between stories of the team, known by their external keys; returns how many.

    What leads to no story of the team, is here already or would close a circle of blocks stays out. The diary has each
    story's import; a link goes with its stories when that is undone.
    """
    if not links:
        return 0
    # One at a time in an organisation: two links made at once could close a circle that neither sees.
    Organisation.objects.select_for_update(no_key=True).get(pk=team.organisation_id)
    ids = _ids(team, {key for link in links for key in (link.source, link.target)})
    wanted = {
        stored_as(way_of(link.kind, from_source=True), ids[link.source], ids[link.target]): None
        for link in links
        if link.source in ids and link.target in ids
    }
    sound = set(_sound(team, [link[1:] for link in wanted if link[0] == StoryLink.Kind.BLOCKS]))
    rows = [
        StoryLink(kind=kind, source_id=source, target_id=target, made_by=actor, made_at=now)
        for kind, source, target in wanted
        if kind != StoryLink.Kind.BLOCKS or (source, target) in sound
    ]
    StoryLink.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return len(rows)


def _ids(team: Team, keys: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in batches(sorted(keys), BATCH):
        rows = Story.objects.filter(team=team, external_key__in=some)
        found |= dict(rows.values_list("external_key", "pk"))
    return found


def _sound(team: Team, wanted: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those that close no circle with the links of the whole organisation."""
    blocks = StoryLink.objects.filter(kind=StoryLink.Kind.BLOCKS, source__team__organisation=team.organisation_id)
    return without_circles(blocks.values_list("source_id", "target_id"), wanted)
