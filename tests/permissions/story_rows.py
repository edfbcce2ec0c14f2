"""Pages of backlog, stories and personas."""

from tests.permissions.preparing import archive, retire
from tests.permissions.rows import Row, post


def _story(of=lambda w: w.story, part=None):
    """Keyword arguments of a story's address, and of a part of it."""
    return lambda w: {"key": of(w).key} | ({"pk": part(w).pk} if part else {})


def _board_part(part):
    return _story(lambda w: w.board_story, part)


def _persona(w):
    return {"pk": w.persona.pk}


ROWS = [
    Row("stories:backlog", "see"),
    Row("stories:backlog", "see", query="?persona=1&age=6&text=alarm&where=all"),
    post(
        "stories:order", "order",
        data=lambda w: {"story": w.story.key, "after": w.things["other_story"].key},
    ),
    Row("stories:new_story", "write"),
    post("stories:new_story", "write", data=lambda w: {"kind": "bug", "title": "It hurts"}),
    Row("stories:edit", "write", kwargs=_story()),
    post("stories:edit", "write", kwargs=_story(), data=lambda w: {"kind": "bug", "title": "It hurts more"}),
    Row("stories:story", "see", kwargs=_story()),
    post(
        "stories:move", "write", kwargs=_story(),
        data=lambda w: {"status": w.things["statuses"]["doing"].pk},
    ),
    post(
        "stories:move", "accept", kwargs=_story(),
        data=lambda w: {"status": w.things["statuses"]["done"].pk, "override_reason": "Shown to the ward"},
    ),
    post("stories:archive", "write", kwargs=_story(), data=lambda w: {"reason": "Nobody asked again"}),
    post(
        "stories:restore", "write", kwargs=_story(),
        prepare=lambda w: archive(w.story),
    ),
    post("stories:delete", "accept", kwargs=_story()),
    post(
        "stories:tick_criterion", "write", kwargs=_board_part(lambda w: w.things["criterion"]),
        data=lambda w: {"met": 1},
    ),
    post("stories:add_task", "write", kwargs=_story(), data=lambda w: {"text": "Draw it"}),
    post("stories:tick_task", "write", kwargs=_board_part(lambda w: w.things["task"]), data=lambda w: {"done": 1}),
    post("stories:remove_task", "write", kwargs=_board_part(lambda w: w.things["task"])),
    post(
        "stories:tick_item", "write", kwargs=_story(part=lambda w: w.things["done_item"]),
        data=lambda w: {"ticked": 1},
    ),
    post("stories:raise_impediment", "write", kwargs=_story(), data=lambda w: {"title": "No ward"}),
    post(
        "stories:resolve_impediment", "write", kwargs=_board_part(lambda w: w.things["impediment"]),
        data=lambda w: {"resolution": "It came"},
    ),
    Row("stories:personas", "see", scope="organisation"),
    Row("stories:persona", "see", kwargs=_persona, scope="organisation"),
    Row("sprints:persona_delivery", "see", kwargs=_persona, scope="organisation"),
    Row("sprints:personas_delivery", "see", scope="organisation"),
    Row("stories:persona_create", "order", scope="organisation"),
    post("stories:persona_create", "order", data=lambda w: {"name": "Patient", "icon": "eye"}, scope="organisation"),
    Row("stories:persona_edit", "order", kwargs=_persona, scope="organisation"),
    post(
        "stories:persona_edit", "order", kwargs=_persona, scope="organisation",
        data=lambda w: {"name": "Night nurse", "icon": "eye"},
    ),
    post("stories:persona_retire", "order", kwargs=_persona, scope="organisation"),
    post(
        "stories:persona_restore", "order", kwargs=_persona, scope="organisation",
        prepare=lambda w: retire(w.persona),
    ),
]  # fmt: skip
