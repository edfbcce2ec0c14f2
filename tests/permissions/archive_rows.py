"""Exports in the permission table."""

from tests.permissions.rows import Row, post

ROWS = [
    Row("integrations:stories_csv", "see"),
    Row("integrations:export_panel", "settings"),
    post("integrations:archive", "organisation", scope="organisation"),
]
