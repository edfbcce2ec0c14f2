"""Jira's CSV export built from real issues and an invented history of sprints, with what it must come to."""

import csv
import io
import random
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from tests.integrations.real_data import BACKLOG

SPRINT_COLUMNS = 3
# Real backlogs were published when all was done; every so many of their issues stay open here.
OPEN_EVERY = 7
HEADER = [
    "Summary", "Issue key", "Issue id", "Issue Type", "Status", "Project key", "Project name", "Priority",
    "Resolution", "Assignee", "Created", "Resolved", "Labels", "Labels", "Description",
    "Custom field (Story point estimate)", "Custom field (Story Points)", *["Sprint"] * SPRINT_COLUMNS,
]  # fmt: skip
DONE = {"Closed", "Resolved", "Done"}


@dataclass
class Expected:
    """What was written down while the file was made. Points by sprint number; sprints by issue key."""

    committed: dict = field(default_factory=lambda: defaultdict(Decimal))
    completed: dict = field(default_factory=lambda: defaultdict(Decimal))
    carried: dict = field(default_factory=lambda: defaultdict(Decimal))
    ways: dict = field(default_factory=dict)
    points: dict = field(default_factory=dict)
    open: set = field(default_factory=set)


def real_issues(project):
    with BACKLOG.open(newline="", encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["project"] == project]


def jira_export(project="USERGRID", sprints=12, seed=7):
    """The export's text and what it must come to: every third issue waits in the backlog, the rest is worked on."""
    chance, expected, lines = random.Random(seed), Expected(), []
    for number, issue in enumerate(real_issues(project)):
        is_done = issue["status"] in DONE and number % OPEN_EVERY != 0
        way = [] if number % 3 == 0 else _way(chance, sprints)
        _note(expected, issue, way, is_done)
        names = [f"{project} Sprint {sprint}" for sprint in way]
        lines.append([
            issue["title"], issue["issue_key"], 10_000 + number, issue["type"],
            issue["status"] if is_done else "Open", project, project, "Major", issue["resolution"] if is_done else "",
            "", issue["created"], issue["resolved"] if is_done else "", "imported", "", issue["description"],
            "", issue["story_points"], *names, *[""] * (SPRINT_COLUMNS - len(names)),
        ])  # fmt: skip
    chance.shuffle(lines)
    out = io.StringIO()
    csv.writer(out).writerows([HEADER, *lines])
    return "\ufeff" + out.getvalue(), expected


def _way(chance, sprints):
    first = chance.randint(1, sprints)
    return list(range(first, min(sprints, first + chance.choice([0, 0, 0, 1, 1, 2])) + 1))


def _note(expected, issue, way, is_done):
    points = Decimal(issue["story_points"] or 0)
    if not is_done:
        expected.open.add(issue["issue_key"])
    expected.ways[issue["issue_key"]], expected.points[issue["issue_key"]] = way, points
    for sprint in way:
        expected.committed[sprint] += points
        if sprint == way[-1] and is_done:
            expected.completed[sprint] += points
        else:
            expected.carried[sprint] += points
