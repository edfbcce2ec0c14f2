"""What the API's schema says besides what the views declare."""

from typing import Any, Final

PROBLEM: Final = {
    "type": "object",
    "description": "What went wrong, at which field, and what to do (RFC 9457).",
    "required": ["type", "title", "status", "code", "detail", "errors"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message", "fix"],
                "properties": {name: {"type": "string"} for name in ("field", "message", "fix")},
            },
        },
        "open_items": {"type": "array", "items": {"type": "string"}, "description": "What a gate still asks for."},
        "current": {"type": "object", "description": "What is saved now, by field, when an edit was stale."},
    },
}
ANSWER: Final = {
    "description": "Refused or failed",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
VERBS: Final = frozenset({"get", "post", "put", "patch", "delete"})


def with_problems(result: dict[str, Any], **_) -> dict[str, Any]:
    """Adds the one error format as every operation's default answer (drf-spectacular's postprocessing hook)."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    for path in result["paths"].values():
        for verb in VERBS & set(path):
            path[verb]["responses"].setdefault("default", ANSWER)
    return result
