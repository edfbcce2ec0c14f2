"""Dumps of Taiga as its exporter writes them: relations by name or ref, ids only inside the history."""

import json

POINTS = {"?": None, "0": 0, "½": 0.5, "1": 1, "2": 2, "3": 3, "5": 5, "8": 8, "13": 13}
SPRINTS = {11: "Sprint 1", 12: "Sprint 2", 13: "Sprint 3"}
_POINT_IDS = {name: 100 + place for place, name in enumerate(POINTS)}
_NAMES = {str(key): name for name, key in _POINT_IDS.items()}
_STATUSES = {"21": "New", "22": "In progress", "23": "Done"}


def change(at, **diff):
    """One entry of a history; what changed is given as (before, after) by name."""
    told, values = {}, {"users": {}}
    if pair := diff.pop("milestone", None):
        ids = {name: key for key, name in SPRINTS.items()}
        told["milestone"] = [ids.get(name) for name in pair]
        values["milestone"] = {str(ids[name]): name for name in pair if name}
    if pair := diff.pop("points", None):
        told["points"] = [{str(31 + n): _POINT_IDS[p] for n, p in enumerate(roles)} for roles in pair]
        values |= {"points": _NAMES, "roles": {"31": "Back", "32": "Design"}}
    if pair := diff.pop("status", None):
        told["status"] = [next(key for key, name in _STATUSES.items() if name == named) for named in pair]
        values["status"] = _STATUSES
    told |= {name: list(pair) for name, pair in diff.items()}
    return {"user": ["tom@example.org", "Tom"], "created_at": at, "type": 1, "is_snapshot": False, "snapshot": None,
            "diff": told, "values": values, "comment": ""}  # fmt: skip


def story(ref, subject, *, points=("3",), milestone=None, closed=False, history=(), **fields):
    created = {"created_at": "2026-02-20T08:00:00+0000", "type": 2, "is_snapshot": True, "diff": {}, "values": {}}
    return {
        "ref": ref, "subject": subject, "description": "As *Markdown*", "milestone": milestone, "is_closed": closed,
        "status": "Done" if closed else "New", "assigned_to": None, "assigned_users": [], "tags": [],
        "role_points": [{"role": f"Role {n}", "points": p} for n, p in enumerate(points)],
        "created_date": "2026-02-20T08:00:00+0000", "finish_date": "2026-03-12T15:00:00+0000" if closed else None,
        "is_blocked": False, "blocked_note": "", "attachments": [], "history": [created, *history],
    } | fields  # fmt: skip


def dump(*stories, **sections):
    """A whole project with three sprints of two weeks, the last one of which has not ended at the tests' NOW."""
    days = [("2026-03-02", "2026-03-13"), ("2026-03-16", "2026-03-27"), ("2026-10-26", "2026-11-06")]
    milestones = [
        {"name": name, "slug": name.lower(), "estimated_start": start, "estimated_finish": end, "closed": False}
        for name, (start, end) in zip(SPRINTS.values(), days, strict=True)
    ]
    statuses = [{"name": name, "is_closed": name == "Done", "is_archived": False} for name in _STATUSES.values()]
    return json.dumps(
        {
            "name": "Ward", "slug": "ward", "logo": {"name": "a.png", "data": "QUJD" * 50_000}, "total_milestones": 3,
            "roles": [{"name": "Back", "computable": True}], "us_statuses": statuses, "task_statuses": statuses,
            "points": [{"name": name, "value": value} for name, value in POINTS.items()], "milestones": milestones,
            "timeline": [{"data": {"deep": [[[["x"]]]]}}], "user_stories": list(stories), "tasks": [], "issues": [],
            "epics": [], "wiki_pages": [],
        } | sections
    )  # fmt: skip
