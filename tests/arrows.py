"""The checker behind tests/test_arrows.py: which way imports and foreign keys may point.

It reads sources only, so that nothing has to be imported for a wrong arrow to be seen.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# Each app with those that it may import. `scrum` wires all and is imported by nobody.
_STACK = ("core", "live", "teams", "stories", "sprints", "forecasting", "ceremonies", "integrations")
MAY_IMPORT = {app: frozenset(_STACK[:height]) for height, app in enumerate(_STACK)}
MAY_IMPORT["telemetry_demo"] = frozenset({"core", "live", "teams"})
MAY_IMPORT["integrations"] |= {"telemetry_demo"}
MAY_IMPORT["scrum"] = frozenset(_STACK) | {"telemetry_demo"}
APPS = frozenset(MAY_IMPORT)

# Inside a room: a file may import its own layer and lower ones.
LAYERS = {
    name: height
    for height, names in enumerate(
        (
            ("rules",),
            ("models",),
            ("permissions",),
            ("queries",),
            ("services",),
            ("forms", "tasks"),
            ("views", "api", "admin"),
            ("urls",),
        )
    )
    for name in names
}
# What rules may use besides the standard library and each other.
PURE = frozenset({"numpy", "scipy", "core.errors"})
IMPURE_STANDARD = frozenset({"random", "time", "secrets", "uuid", "os", "socket", "sqlite3", "subprocess", "logging"})
CLOCK_READINGS = frozenset({"now", "utcnow", "today"})
MODEL_REFERENCE = re.compile(r"(?P<app>[a-z_]+)\.[A-Z]\w+")


@dataclass(frozen=True)
class Wrong:
    """One arrow that points the wrong way."""

    where: str
    line: int
    why: str

    def __str__(self) -> str:
        return f"{self.where}:{self.line}: {self.why}"


def wrong_arrows(where: str, source: str) -> list[Wrong]:
    """What is wrong in one file, `where` being its path from the project's folder."""
    module = module_name(where)
    if module.split(".")[0] not in APPS:
        return []
    tree = ast.parse(source)
    arrows = list(_imports(tree, module))
    found = [
        *_against_app_order(module, [*arrows, *_references(tree, module)]),
        *_against_layers(module, arrows),
        *_hidden_imports(tree, module),
    ]
    if layer_of(module) == "rules":
        found += [*_impure_imports(arrows), *_clock_readings(tree)]
    return [Wrong(where, line, why) for line, why in found]


def sources(project: Path) -> Iterator[tuple[str, str]]:
    """Every Python file of every app, with its text."""
    for app in sorted(APPS):
        for file in sorted((project / app).rglob("*.py")):
            yield file.relative_to(project).as_posix(), file.read_text(encoding="utf-8")


def module_name(where: str) -> str:
    """`sprints/board/rules.py` → `sprints.board.rules`."""
    return where.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def layer_of(module: str) -> str | None:
    """The layer that a module's name says, the innermost folder first; None for other helpers."""
    return next((part for part in reversed(module.split(".")[1:]) if part in LAYERS), None)


def _imports(tree: ast.AST, module: str) -> Iterator[tuple[int, str]]:
    """Line and full name of everything imported, at any depth of the file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node, module)
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def _absolute(node: ast.ImportFrom, module: str) -> str:
    if not node.level:
        return node.module or ""
    package = module.split(".")[: -node.level]
    return ".".join([*package, *([node.module] if node.module else [])])


def _references(tree: ast.AST, module: str) -> Iterator[tuple[int, str]]:
    """Models named by text: "teams.Team" in foreign keys, ("teams", "0001_initial") in migrations."""
    if not {"models", "migrations"} & set(module.split(".")):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            match = MODEL_REFERENCE.fullmatch(node.value)
            if match and match["app"] in APPS:
                yield node.lineno, node.value
        elif isinstance(node, ast.Tuple) and _texts(node)[:1] and len(node.elts) == 2:
            yield node.lineno, _texts(node)[0]
        elif isinstance(node, ast.Attribute) and node.attr == "AUTH_USER_MODEL":
            yield node.lineno, "teams.User"


def _texts(node: ast.Tuple) -> list[str]:
    return [element.value for element in node.elts if isinstance(element, ast.Constant)]


def _against_app_order(module: str, arrows: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    app = module.split(".")[0]
    for line, target in arrows:
        other = str(target).split(".")[0]
        if other in APPS and other != app and other not in MAY_IMPORT[app]:
            yield line, f"{app} may not know {other} ({target})"


def _against_layers(module: str, arrows: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    mine = layer_of(module)
    if mine is None or mine == "rules":
        return  # rules have a stricter check of their own
    for line, target in arrows:
        theirs = layer_of(target) if target.split(".")[0] in APPS else None
        if theirs and LAYERS[theirs] > LAYERS[mine]:
            yield line, f"{mine} may not import {theirs} ({target})"


def _hidden_imports(tree: ast.AST, module: str) -> Iterator[tuple[int, str]]:
    """Our own modules imported inside functions: how cycles are dodged. Django's ready() must."""
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    for function in functions:
        if function.name == "ready" and module.endswith(".apps"):
            continue
        for line, target in _imports(function, module):
            if target.split(".")[0] in APPS:
                yield line, f"an import of {target} hides in {function.name}()"


def _impure_imports(arrows: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    for line, target in arrows:
        if not _is_pure(target):
            yield line, f"rules are pure and may not use {target}"


def _is_pure(target: str) -> bool:
    top = target.split(".")[0]
    if top in APPS:
        return layer_of(target) == "rules" or any(target.startswith(name) for name in PURE)
    return top in PURE or (top in sys.stdlib_module_names and top not in IMPURE_STANDARD)


def _clock_readings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCK_READINGS:
            yield node.lineno, f"rules are told the time and may not call {node.func.attr}()"
