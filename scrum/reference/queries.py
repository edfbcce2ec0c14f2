"""The API's schema as a page tells it: groups of operations with their fields, in the schema's order."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator

from scrum.schema import REFUSALS, VERBS

PREFIX = "/api/v1/"
NUMBERS = {"integer": "whole number", "number": "number", "boolean": "true or false", "string": "text"}
FORMATS = {
    "date-time": "time", "date": "day", "decimal": "number as text", "uuid": "UUID", "binary": "file", "uri": "address",
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One parameter or one field of a body; `kind` in words."""

    name: str
    kind: str
    is_required: bool = False
    words: str = ""


@dataclass(frozen=True)
class Operation:
    """One thing to ask for."""

    method: str
    path: str
    words: str
    key: str
    parameters: list[Field]
    body: list[Field]
    answer: list[Field]
    status: str
    refusals: list[tuple[str, str]]


@dataclass(frozen=True)
class Group:
    """What is said and can be done about one kind of object."""

    name: str
    key: str
    operations: list[Operation] = field(default_factory=list)


class _Reader:
    """Follows the references of one schema."""

    def __init__(self, schema: dict[str, Any]):
        self._schemas = schema["components"]["schemas"]

    def resolve(self, part: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in part:
            part = self._schemas[part["$ref"].rpartition("/")[2]]
        return part

    def kind(self, part: dict[str, Any]) -> str:
        part = self.resolve(part)
        for several in ("oneOf", "anyOf", "allOf"):
            if several in part:
                return " or ".join(filter(None, dict.fromkeys(self.kind(one) for one in part[several])))
        if "enum" in part:
            return ", ".join(str(value) for value in part["enum"] if value not in ("", None))
        kinds = part.get("type", "")
        names = [self._named(kind, part) for kind in ([kinds] if isinstance(kinds, str) else kinds)]
        return " or ".join(filter(None, names))

    def _named(self, kind: str, part: dict[str, Any]) -> str:
        if kind == "array":
            return f"list of: {self.kind(part.get('items', {}))}"
        if kind == "null":
            return "null"
        return FORMATS.get(part.get("format", ""), NUMBERS.get(kind, kind))

    def fields(self, part: dict[str, Any]) -> list[Field]:
        """The members of an object; those of the results where the object is a page of a list."""
        part = self.resolve(part)
        members = part.get("properties", {})
        if "results" in members:
            return self.fields(members["results"]["items"])
        if part.get("type") == "array":
            return self.fields(part["items"])
        required = part.get("required", ())
        return [Field(name, self.kind(one), name in required) for name, one in members.items()]


def _content(part: dict[str, Any]) -> dict[str, Any]:
    """The schema of a body or an answer."""
    return next(iter(part.get("content", {}).values()), {}).get("schema", {})


def _parameter(one: dict[str, Any], reader: _Reader) -> Field:
    schema = one["schema"]
    # Lists of choices are told by their kind already.
    words = one.get("description", "").partition("\n")[0]
    return Field(one["name"], reader.kind(schema), one.get("required", False), "" if words.startswith("*") else words)


def _operation(path: str, method: str, told: dict[str, Any], reader: _Reader) -> Operation:
    answers = told["responses"]
    status = min(answers)
    return Operation(
        method=method.upper(),
        path=path,
        words=told.get("description", ""),
        key=told["operationId"].replace("_", "-"),
        parameters=[_parameter(one, reader) for one in told.get("parameters", ()) if one["in"] == "query"],
        body=reader.fields(_content(told.get("requestBody", {}))),
        answer=reader.fields(_content(answers[status])),
        status=status,
        refusals=[(code, REFUSALS[code]) for code in sorted(answers) if code in REFUSALS],
    )


def _operations(schema: dict[str, Any]) -> Iterator[tuple[str, Operation]]:
    reader = _Reader(schema)
    for path, operations in schema["paths"].items():
        for method in (verb for verb in operations if verb in VERBS):
            yield path.removeprefix(PREFIX).partition("/")[0], _operation(path, method, operations[method], reader)


@cache
def groups() -> list[Group]:
    """All groups by name. The schema does not change while the process runs."""
    found: dict[str, Group] = {}
    for key, operation in _operations(SchemaGenerator().get_schema(request=None, public=True)):
        group = found.setdefault(key, Group(key.replace("-", " ").capitalize(), key))
        group.operations.append(operation)
    return [found[key] for key in sorted(found)]
