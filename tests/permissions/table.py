"""The permission table: one row per route and method, per API action and per socket topic (SEC-1).

The oracle for who may do what is the role table in SPEC PPL-8, copied as text in `ROLE_TABLE` below, not the
product's own. A route that has no row here fails `test_every_route_is_in_the_table`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sprints.closing.services import cancel_sprint
from sprints.scope.services import remove_from_sprint
from stories.personas.services import retire_persona
from stories.story.services import archive_story
from tests.factories import NOW
from tests.permissions.import_rows import run_at, run_of, stories_file
from tests.permissions.world import INSIDERS, World

_ALL = frozenset(INSIDERS)
_HEADS = frozenset({"owner", "admin"})

# Who of an organisation's or team's people may do it, by SPEC PPL-8.
ROLE_TABLE: dict[str, frozenset[str]] = {
    "see": _ALL,
    "order": _HEADS | {"product_owner"},
    "write": _HEADS | {"scrum_master", "product_owner", "member"},
    "comment": _ALL,
    "sprints": _HEADS | {"scrum_master"},
    "plan": _HEADS | {"scrum_master", "product_owner"},
    "accept": _HEADS | {"product_owner"},
    "members": _HEADS | {"scrum_master"},
    "settings": _HEADS | {"scrum_master"},
    "integrate": _HEADS,
    "create team": _HEADS,
    "organisation": frozenset({"owner"}),
}
# Organisation pages are open to every team's people of the organisation; the neighbour team is inside there.
ORGANISATION_INSIDERS = (*INSIDERS, "other_team_member", "removed")


@dataclass(frozen=True)
class Row:
    """`kwargs` and `data` build the request from the world; `writes` means that an allowed one changes the database."""

    route: str
    may: str
    method: str = "GET"
    kwargs: Callable[[World], dict[str, Any]] = lambda world: {}
    data: Callable[[World], dict[str, Any]] = lambda world: {}
    writes: bool = False
    scope: str = "team"  # "team", "organisation", "api", "signed in", "anybody"
    query: str = ""
    json: bool = False
    prepare: Callable[[World], None] | None = None
    fine: tuple[int, ...] = ()  # statuses of 400 and above that still mean "allowed in"

    def __str__(self) -> str:
        return f"{self.method} {self.route}"


def post(route: str, may: str, **fields: Any) -> Row:
    """A row for a form post that changes something."""
    return Row(route, may, method="POST", writes=True, **fields)


def _review(world: World) -> dict[str, Any]:
    return {"pk": world.things["statuses"]["review"].pk}


def _member(world: World) -> dict[str, Any]:
    return {"pk": world.team.memberships.get(user=world.people["member"]).pk}


ROWS: list[Row] = [
    Row("livez", "", scope="anybody"),
    Row("readyz", "", scope="anybody", fine=(503,)),
    Row("metrics", "", scope="anybody"),
    Row("scrum:home", "", scope="signed in"),
    Row("scrum:start", "", scope="signed in"),
    Row("scrum:today", "see"),
    Row("teams:people", "see"),
    Row("teams:profile", "", scope="signed in"),
    Row("stories:workflow", "settings"),
    post("stories:add_status", "settings", data=lambda w: {"name": "In test", "category": "review"}),
    post("stories:edit_status", "settings", kwargs=_review, data=lambda w: {"name": "Review", "wip_limit": "2"}),
    post("stories:move_status", "settings", kwargs=_review, data=lambda w: {"position": "1"}),
    post("stories:remove_status", "settings", kwargs=_review),
    post("stories:add_item", "settings", data=lambda w: {"gate": "ready", "text": "Designed"}),
    post("stories:retire_item", "settings", kwargs=lambda w: {"pk": w.things["ready_item"].pk}),
    Row("teams:settings", "settings"),
    post(
        "teams:settings", "settings",
        data=lambda w: {
            "name": "Pulse", "key": "PULS", "purpose": "Hearts", "time_zone": "Europe/Berlin", "sprint_days": 14,
            "working_days": [0, 1, 2], "scale": "fibonacci",
        },
    ),
    post(
        "teams:add_member", "members",
        data=lambda w: {
            "user": w.people["other_team_member"].pk, "roles": ["member"], "allocation": 50, "kind": "embedded",
        },
    ),
    Row("teams:edit_member", "members", kwargs=_member),
    post(
        "teams:edit_member", "members", kwargs=_member,
        data=lambda w: {"roles": ["member"], "allocation": 50, "kind": "embedded"},
    ),
    post("teams:remove_member", "members", kwargs=_member),
    # Offered in demo mode to visitors from this machine only; here that is off, and nobody finds it.
    Row("scrum:demo_sign_in", "", "POST", lambda w: {"pk": w.people["member"].pk}, scope="anybody", fine=(404,)),
]



def _api(route: str, may: str, method: str = "GET", *, of=None, status: tuple[int, ...] = (), **fields: Any) -> Row:
    """A row of the API; `of` gives the object whose id is in the address."""
    kwargs = {"kwargs": lambda world: {"pk": of(world).pk}} if of else {}
    scope = fields.pop("scope", "api" if of or method == "POST" else "signed in")
    writes = method != "GET"
    return Row(f"api:{route}", may, method=method, scope=scope, writes=writes, json=True, fine=status, **kwargs, **fields)


def _crud(name: str, of, see: str, change: str, new=None, edit=None, destroy: str = "", scope: str = "api") -> list[Row]:
    """List, show, create, change and delete rows of one kind of object. Lists show only one's own."""
    rows = [_api(f"{name}-list", see), _api(f"{name}-detail", see, of=of, scope=scope)]
    if new:
        rows.append(_api(f"{name}-list", change, "POST", data=new, scope=scope))
    if edit:
        rows.append(_api(f"{name}-detail", change, "PATCH", of=of, data=edit, scope=scope))
    if destroy:
        rows.append(_api(f"{name}-detail", destroy, "DELETE", of=of, scope=scope))
    return rows


ROWS += [
    _api("me-list", ""),
    Row("api:schema", "", scope="anybody"),
    _api("organisation-list", ""),
    _api("organisation-detail", "see", of=lambda w: w.organisation, scope="api organisation"),
    _api("organisation-list", "", "POST", data=lambda w: {"name": "New"}, scope="signed in"),
    *_crud("team", lambda w: w.team, "see", "settings", edit=lambda w: {"purpose": "Hearts"}),
    _api(
        "team-list", "create team", "POST", scope="api organisation",
        data=lambda w: {"organisation": w.organisation.pk, "name": "Third"},
    ),
    *_crud(
        "member", lambda w: w.team.memberships.get(user=w.people["member"]), "see", "members",
        lambda w: {"team": w.team.pk, "user": w.people["other_team_member"].pk, "roles": ["member"]},
        lambda w: {"allocation": 50}, "members",
    ),
    *_crud(
        "persona", lambda w: w.persona, "see", "order",
        lambda w: {"organisation": w.organisation.pk, "name": "Patient"}, lambda w: {"role": "At the bedside"}, "order",
        scope="api organisation",
    ),
    _api(
        "persona-restore", "order", "POST", of=lambda w: w.persona, prepare=lambda w: _retire(w.persona),
        scope="api organisation",
    ),
    *_crud(
        "status", lambda w: w.things["statuses"]["review"], "see", "settings",
        lambda w: {"team": w.team.pk, "name": "In test", "category": "review"}, lambda w: {"wip_limit": 3}, "settings",
    ),
    *_crud(
        "checklist-item", lambda w: w.things["ready_item"], "see", "settings",
        lambda w: {"team": w.team.pk, "gate": "ready", "text": "Designed"}, destroy="settings",
    ),
    *_crud(
        "story", lambda w: w.story, "see", "write",
        lambda w: {"team": w.team.pk, "title": "New"}, lambda w: {"title": "Better"}, "accept",
    ),
    _api("story-history", "see", of=lambda w: w.story),
    _api("story-readiness", "see", of=lambda w: w.story),
    _api("story-estimate", "write", "POST", of=lambda w: w.story, data=lambda w: {"points": "8"}),
    _api(
        "story-move", "write", "POST", of=lambda w: w.story,
        data=lambda w: {"status": w.things["statuses"]["doing"].pk},
    ),
    _api(
        "story-tick", "write", "POST", of=lambda w: w.story,
        data=lambda w: {"item": w.things["done_item"].pk, "ticked": True},
    ),
    _api("story-rank", "order", "POST", of=lambda w: w.things["other_story"], data=lambda w: {"position": 1}),
    _api("story-archive", "write", "POST", of=lambda w: w.story),
    _api("story-restore", "write", "POST", of=lambda w: w.story, prepare=lambda w: _archive(w.story)),
    *_crud(
        "criterion", lambda w: w.things["criterion"], "see", "write",
        lambda w: {"story": w.story.pk, "text": "It shows"}, lambda w: {"met": True}, "write",
    ),
    *_crud(
        "task", lambda w: w.things["task"], "see", "write",
        lambda w: {"story": w.story.pk, "text": "Draw it"}, lambda w: {"done": True}, "write",
    ),
    *_crud(
        "impediment", lambda w: w.things["impediment"], "see", "write",
        lambda w: {"team": w.team.pk, "title": "No staging"},
    ),
    _api("impediment-resolve", "write", "POST", of=lambda w: w.things["impediment"]),
    *_crud(
        "sprint", lambda w: w.planned, "see", "sprints",
        lambda w: {"team": w.team.pk, "start_date": "2026-12-01", "end_date": "2026-12-12"},
        lambda w: {"goal": "See more"},
    ),
    _api("sprint-scope", "see", of=lambda w: w.running),
    _api("sprint-ledger", "see", of=lambda w: w.running),
    _api("sprint-commitment", "see", of=lambda w: w.running),
    _api("sprint-capacity", "see", of=lambda w: w.planned),
    _api(
        "sprint-capacity", "sprints", "POST", of=lambda w: w.planned,
        data=lambda w: {"user": w.people["member"].pk, "days_off": "2.5"},
    ),
    _api("sprint-commit", "sprints", "POST", of=lambda w: w.planned, prepare=lambda w: _cancel(w)),
    _api("sprint-add", "write", "POST", of=lambda w: w.running, data=lambda w: {"story": w.story.pk, "reason": "Asked"}),
    _api("sprint-remove", "write", "POST", of=lambda w: w.running, data=lambda w: {"story": w.board_story.pk, "reason": "Not now"}),
    _api(
        "sprint-close", "sprints", "POST", of=lambda w: w.running,
        data=lambda w: {"destinations": {str(w.board_story.pk): "backlog"}},
    ),
    _api("sprint-cancel", "sprints", "POST", of=lambda w: w.running, data=lambda w: {"reason": "Obsolete"}),
    _api("velocity-detail", "see", of=lambda w: w.team),
]

ROWS += [
    Row("forecasting:velocity", "see"),
    Row("forecasting:velocity_csv", "see"),
    Row("forecasting:velocity_figure", "see"),
    Row("forecasting:commit_range", "see", kwargs=lambda w: {"number": w.planned.number}),
]


def _story(of=lambda w: w.story, part=None):
    """Keyword arguments of a story's address, and of a part of it."""
    return lambda w: {"key": of(w).key} | ({"pk": part(w).pk} if part else {})


def _board_part(part):
    return _story(lambda w: w.board_story, part)


def _persona(w):
    return {"pk": w.persona.pk}


ROWS += [
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
        prepare=lambda w: _archive(w.story),
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
        prepare=lambda w: _retire(w.persona),
    ),
]  # fmt: skip


# The board and what stands on it
ROWS += [
    Row("sprints:board", "see"),
    post(
        "sprints:move_card", "write",
        data=lambda w: {"story": w.board_story.key, "status": w.things["statuses"]["doing"].pk},
    ),
    Row("sprints:card_people", "write", kwargs=lambda w: {"key": w.board_story.key}),
    post(
        "sprints:card_people", "write", kwargs=lambda w: {"key": w.board_story.key},
        data=lambda w: {"people": [w.people["member"].pk]},
    ),
    Row("sprints:card_impediment", "write", kwargs=lambda w: {"key": w.board_story.key}),
    post(
        "sprints:card_impediment", "write", kwargs=lambda w: {"key": w.board_story.key},
        data=lambda w: {"title": "No ward"},
    ),
    Row("telemetry_demo:strip", "see"),
]  # fmt: skip


# Planning a sprint and committing to it


def _planned(world: World) -> dict[str, Any]:
    return {"number": world.planned.number}


def _in_plan(world: World) -> dict[str, Any]:
    return {"number": world.planned.number, "key": world.planned.items.get().story.key}


ROWS += [
    Row("sprints:planning", "see"),
    post("sprints:create", "sprints", data=lambda w: {"number": w.planned.number + 1}),
    Row("sprints:plan", "see", kwargs=_planned),
    post(
        "sprints:save_plan", "sprints", kwargs=_planned,
        data=lambda w: {"goal": "See more", "start_date": "2026-12-01", "end_date": "2026-12-12", "seen_version": 1},
    ),
    post(
        "sprints:set_capacity", "sprints", kwargs=lambda w: {**_planned(w), "person": w.people["member"].pk},
        data=lambda w: {"days_off": "2.5"},
    ),
    post(
        "sprints:choose_story", "plan", kwargs=lambda w: {**_planned(w), "key": w.story.key},
        data=lambda w: {"chosen": "1"},
    ),
    post("sprints:mark_goal", "plan", kwargs=_in_plan, data=lambda w: {"serves_goal": "1"}),
    Row("sprints:commit", "sprints", kwargs=_planned),
    post("sprints:commit", "sprints", kwargs=_planned, prepare=lambda w: _cancel(w)),
]  # fmt: skip


# A running sprint, its end, and what is known of it


def _running(world: World) -> dict[str, Any]:
    return {"number": world.running.number}


def _on_board(world: World) -> dict[str, Any]:
    return {"number": world.running.number, "key": world.board_story.key}


ROWS += [
    Row("sprints:sprint", "see", kwargs=_running),
    post(
        "sprints:add_story", "write", kwargs=_running, data=lambda w: {"story": w.story.key, "reason": "Asked for"},
    ),
    Row("sprints:remove_story", "write", kwargs=_on_board),
    post("sprints:remove_story", "write", kwargs=_on_board, data=lambda w: {"reason": "Not now"}),
    post("sprints:undo_scope_change", "write", kwargs=_on_board, prepare=lambda w: _take_out(w)),
    Row("sprints:close", "sprints", kwargs=_running),
    post(
        "sprints:close", "sprints", kwargs=_running,
        data=lambda w: {f"story_{w.board_story.pk}": "backlog", "confirm": "1"},
    ),
    post(
        "sprints:tick_sprint_item", "sprints",
        kwargs=lambda w: {**_running(w), "item": w.things["sprint_item"].pk}, data=lambda w: {"ticked": "1"},
    ),
    Row("sprints:cancel", "sprints", kwargs=_running),
    post("sprints:cancel", "sprints", kwargs=_running, data=lambda w: {"reason": "Obsolete"}),
    Row("sprints:reports", "see"),
    Row("sprints:reports_csv", "see"),
    Row("sprints:commitments_csv", "see"),
    Row("sprints:report", "see", kwargs=_running),
    Row("sprints:report_numbers", "see", kwargs=_running),
    Row("sprints:commitment_csv", "see", kwargs=_running),
    Row("sprints:ledger_csv", "see", kwargs=_running),
    Row("sprints:series_csv", "see", kwargs=lambda w: {**_running(w), "chart": "burndown"}),
    Row("sprints:story_sprints", "see", kwargs=lambda w: {"key": w.board_story.key}),
]  # fmt: skip

ROWS += [
    Row("integrations:imports", "integrate"),
    Row("integrations:import_panel", "settings"),
    post("integrations:import_upload", "integrate", data=stories_file),
    Row("integrations:import_map", "integrate", kwargs=run_of, prepare=run_at("uploaded")),
    post("integrations:import_map", "integrate", kwargs=run_of, prepare=run_at("uploaded")),
    Row("integrations:import_check", "integrate", kwargs=run_of, prepare=run_at("checked")),
    post("integrations:import_check", "integrate", kwargs=run_of, prepare=run_at("checked"),
         data=lambda w: {"leave_out": "points"}),
    Row("integrations:import_problems", "integrate", kwargs=run_of, prepare=run_at("checked")),
    post("integrations:import_run", "integrate", kwargs=run_of, prepare=run_at("checked")),
    Row("integrations:import_review", "integrate", kwargs=run_of, prepare=run_at("done")),
    post("integrations:import_undo", "integrate", kwargs=run_of, prepare=run_at("done")),
    post("integrations:import_discard", "integrate", kwargs=run_of, prepare=run_at("uploaded")),
]  # fmt: skip


def _take_out(world):
    remove_from_sprint(sprint=world.running, story=world.board_story, actor=None, now=NOW, reason="Not now")


def _retire(persona):
    retire_persona(persona=persona, actor=None, now=NOW)


def _archive(story):
    archive_story(story=story, actor=None, now=NOW)


def _cancel(world):
    cancel_sprint(sprint=world.running, reason="Out of the way", actor=None, now=NOW)


# Socket topics: who may listen, and the key of a topic in the world.
TOPICS: dict[str, tuple[str, Callable[[World], Any]]] = {
    "backlog": ("see", lambda world: world.team.pk),
    "board": ("see", lambda world: world.running.pk),
}

# Views of other people's packages, which decide for themselves. A prefix of a route name, with the reason.
OUTSIDE: dict[str, str] = {
    "account_": "allauth: each of its pages serves the person who asks, or nobody",
}
