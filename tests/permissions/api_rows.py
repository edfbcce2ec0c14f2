"""The API: one row per route and method."""

from typing import Any

from tests.permissions.import_rows import STORIES, run_at, run_of
from tests.permissions.preparing import archive, cancel, delete_file, retire, take_comment_back
from tests.permissions.rows import Row
from tests.stories.files import a_file


def _api(
    route: str, may: str, method: str = "GET", *, of=None, key=None, status: tuple[int, ...] = (), **fields: Any
) -> Row:
    """A row of the API; `of` gives the object whose id is in the address, or `key` the address itself."""
    kwargs = {"kwargs": key or (lambda world: {"pk": of(world).pk})} if of or key else {}
    scope = fields.pop("scope", "api" if of or method == "POST" else "signed in")
    writes = method != "GET"
    return Row(
        f"api:{route}", may, method=method, scope=scope, writes=writes, json=True, fine=status, **kwargs, **fields
    )


def _crud(
    name: str, of, see: str, change: str, new=None, edit=None, destroy: str = "", scope: str = "api"
) -> list[Row]:
    """List, show, create, change and delete rows of one kind of object. Lists show only one's own."""
    rows = [_api(f"{name}-list", see), _api(f"{name}-detail", see, of=of, scope=scope)]
    if new:
        rows.append(_api(f"{name}-list", change, "POST", data=new, scope=scope))
    if edit:
        rows.append(_api(f"{name}-detail", change, "PATCH", of=of, data=edit, scope=scope))
    if destroy:
        rows.append(_api(f"{name}-detail", destroy, "DELETE", of=of, scope=scope))
    return rows


ROWS = [
    _api("me-list", ""),
    Row("api:schema", "", scope="anybody"),
    Row("api:reference", "", scope="anybody"),
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
        "persona-restore", "order", "POST", of=lambda w: w.persona, prepare=lambda w: retire(w.persona),
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
    _api("story-restore", "write", "POST", of=lambda w: w.story, prepare=lambda w: archive(w.story)),
    *_crud(
        "criterion", lambda w: w.things["criterion"], "see", "write",
        lambda w: {"story": w.story.pk, "text": "It shows"}, lambda w: {"met": True}, "write",
    ),
    *_crud(
        "task", lambda w: w.things["task"], "see", "write",
        lambda w: {"story": w.story.pk, "text": "Draw it"}, lambda w: {"done": True}, "write",
    ),
    *_crud("attachment", lambda w: w.things["file"], "see", "write", destroy="write"),
    Row(
        "api:attachment-list", "write", method="POST", scope="api", writes=True,
        data=lambda w: {"story": w.story.pk, "file": a_file()},
    ),
    _api("attachment-content", "see", of=lambda w: w.things["file"]),
    _api("attachment-restore", "write", "POST", of=lambda w: w.things["file"], prepare=delete_file),
    *_crud(
        "story-link", lambda w: w.things["link"], "see", "write",
        lambda w: {"story": w.story.pk, "way": "blocks", "other": w.things["other_story"].pk}, destroy="write",
    ),
    *_crud("comment", lambda w: w.things["comment"], "see", "comment", lambda w: {"story": w.story.pk, "text": "Yes"}),
    _api("comment-detail", "own", "PATCH", of=lambda w: w.things["comment"], data=lambda w: {"text": "No"}),
    _api("comment-detail", "own or head", "DELETE", of=lambda w: w.things["comment"]),
    _api("comment-restore", "own or head", "POST", of=lambda w: w.things["comment"], prepare=take_comment_back),
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
    _api("sprint-commit", "sprints", "POST", of=lambda w: w.planned, prepare=cancel),
    _api(
        "sprint-add", "write", "POST", of=lambda w: w.running,
        data=lambda w: {"story": w.story.pk, "reason": "Asked"},
    ),
    _api("sprint-add", "plan", "POST", of=lambda w: w.planned, data=lambda w: {"story": w.story.pk}),
    _api(
        "sprint-remove", "write", "POST", of=lambda w: w.running,
        data=lambda w: {"story": w.board_story.pk, "reason": "Not now"},
    ),
    _api(
        "sprint-close", "sprints", "POST", of=lambda w: w.running,
        data=lambda w: {"destinations": {str(w.board_story.pk): "backlog"}},
    ),
    _api("sprint-cancel", "sprints", "POST", of=lambda w: w.running, data=lambda w: {"reason": "Obsolete"}),
    _api("velocity-detail", "see", of=lambda w: w.team),
    _api("forecast-record-detail", "see", of=lambda w: w.team),
    *_crud(
        "epic", lambda w: w.things["epic"], "see", "write", lambda w: {"team": w.team.pk, "name": "Day"},
    ),
    *_crud(
        "label", lambda w: w.things["label"], "see", "write", lambda w: {"team": w.team.pk, "name": "ui"},
    ),
    _api("import-list", ""),
    _api(
        "import-list", "integrate", "POST",
        data=lambda w: {"team": w.team.pk, "kind": "stories", "file_name": "a.csv", "content": STORIES},
    ),
    *[
        _api(f"import-{name}", "integrate", method, prepare=run_at(state), data=data, scope="api", key=run_of)
        for name, method, state, data in (
            ("detail", "GET", "uploaded", lambda w: {}),
            ("detail", "PATCH", "uploaded", lambda w: {"leave_out": ["points"]}),
            ("detail", "DELETE", "uploaded", lambda w: {}),
            ("check", "POST", "uploaded", lambda w: {}),
            ("run", "POST", "checked", lambda w: {}),
            ("undo", "POST", "done", lambda w: {}),
        )
    ],
]  # fmt: skip
