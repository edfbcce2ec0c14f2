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
VERBS: Final = frozenset({"get", "post", "put", "patch", "delete"})
WRITING: Final = VERBS - {"get"}
REFUSALS: Final = {
    "400": "A field or parameter is wrong; `errors` names it and the fix.",
    "401": "Nobody is signed in, or the token opens nothing.",
    "403": "You see it, and your role or the token's scope does not reach.",
    "404": "It is not there, or not yours to see.",
    "409": "The state has moved on (`current`), or a gate is closed (`open_items`).",
    "413": "What was sent is too large.",
    "415": "The body is of another type than described.",
    "422": "The idempotency key came before with another request.",
    "429": "Too often; `Retry-After` says when to come back.",
}


def _statuses(verb: str, operation: dict[str, Any]) -> set[str]:
    """The refusals that a request can meet."""
    found = {"401", "403", "404", "429"}
    if operation.get("parameters") or "requestBody" in operation or verb in WRITING:
        found |= {"400"}
    if "requestBody" in operation:
        found |= {"413", "415"}
    return found | ({"409", "422"} if verb in WRITING else set())


def _refusal(status: str) -> dict[str, Any]:
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {"description": REFUSALS[status], "content": {"application/problem+json": problem}}


def with_problems(result: dict[str, Any], **_) -> dict[str, Any]:
    """Adds to every operation the refusals that it can give, all of one format (drf-spectacular's hook)."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    for operations in result["paths"].values():
        for verb in VERBS & set(operations):
            answers = operations[verb]["responses"]
            for status in sorted(_statuses(verb, operations[verb]) - set(answers)):
                answers[status] = _refusal(status)
    return result
