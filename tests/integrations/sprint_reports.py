"""Jira's sprint reports as the charts' endpoint answers, from plain lists of issues."""

import json

CLOSED = {"startDate": "02/Mar/26 9:00 AM", "endDate": "13/Mar/26 5:00 PM", "completeDate": "13/Mar/26 4:31 PM"}


def issue(key, start=None, end=..., *, title="", kind="Story"):
    """One issue; `end` is its estimate when the sprint ended, the same as at its start unless told."""

    def statistic(value):
        told = {"text": "null"} if value is None else {"value": float(value), "text": f"{value}"}
        return {"statFieldId": "customfield_10004", "statFieldValue": told}

    return {
        "id": 10_000, "key": key, "summary": title or f"About {key}", "typeName": kind, "priorityName": "Major",
        "done": False, "assigneeName": None, "estimateStatistic": statistic(start),
        "currentEstimateStatistic": statistic(start if end is ... else end),
    }  # fmt: skip


def report(name, *, done=(), left=(), punted=(), elsewhere=(), added=(), **sprint):
    """A report as an object."""
    contents = {
        "completedIssues": list(done), "issuesNotCompletedInCurrentSprint": list(left), "puntedIssues": list(punted),
        "issuesCompletedInAnotherSprint": list(elsewhere), "issueKeysAddedDuringSprint": dict.fromkeys(added, True),
    }  # fmt: skip
    told = {"id": 7, "sequence": 7, "name": name, "state": "CLOSED", "goal": "", **CLOSED, **sprint}
    return {"contents": contents, "sprint": told, "supportsPages": True}


FIRST = report(
    "Ward Sprint 1",
    done=[issue("ABC-1", 5, 8), issue("ABC-2", 3), issue("ABC-6", 2)],
    left=[issue("ABC-3", 13), issue("ABC-7", None, kind="Bug")],
    punted=[issue("ABC-4", 8)],
    elsewhere=[issue("ABC-5", 1)],
    added=["ABC-2"],
    goal="Nurses hear only what matters",
)
SECOND = report(
    "Ward Sprint 2", done=[issue("ABC-3", 13), issue("ABC-8", 2)], punted=[issue("ABC-9", 1)], added=["ABC-8", "ABC-9"],
    startDate="16/Mar/26 9:00 AM", endDate="27/Mar/26 5:00 PM", completeDate="27/Mar/26 5:12 PM",
)  # fmt: skip


def file_of(*reports):
    return json.dumps(list(reports))
