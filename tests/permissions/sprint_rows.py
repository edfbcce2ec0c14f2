"""Board, planning, the running sprint, its reports, and velocity."""

from typing import Any

from tests.permissions.preparing import cancel, take_out
from tests.permissions.rows import Row, post
from tests.permissions.world import World

# The board and what stands on it
ROWS = [
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
    post("sprints:commit", "sprints", kwargs=_planned, prepare=cancel),
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
    post("sprints:undo_scope_change", "write", kwargs=_on_board, prepare=take_out),
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
    Row("forecasting:velocity", "see"),
    Row("forecasting:velocity_csv", "see"),
    Row("forecasting:velocity_figure", "see"),
    Row("forecasting:commit_range", "see", kwargs=lambda w: {"number": w.planned.number}),
]
