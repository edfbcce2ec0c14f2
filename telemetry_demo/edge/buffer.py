"""What the agent keeps on disk: events that wait to be sent, and all that it has to remember (SQLite).

Events get their numbers in the transaction that keeps how far the source was read and what was remembered then, so a
kill at any moment neither loses nor doubles one. They go when the server has answered for them.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import msgspec

MOST_BYTES: Final = 256 * 1024 * 1024
_SCHEMA: Final = """
    PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
    CREATE TABLE IF NOT EXISTS outbox (seq INTEGER PRIMARY KEY, line BLOB NOT NULL);
    CREATE TABLE IF NOT EXISTS refused (seq INTEGER PRIMARY KEY, line BLOB NOT NULL, reason TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS memory (name TEXT PRIMARY KEY, value BLOB NOT NULL);
    INSERT OR IGNORE INTO memory VALUES ('next', '1');
"""


class Buffer:
    """One file. Only one agent may have it open; a second one is told so by OSError."""

    def __init__(self, path: Path):
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=1)
        try:
            self._connection.executescript(_SCHEMA)
        except sqlite3.OperationalError as problem:
            self._connection.close()
            raise OSError(f"{path}: another agent may be using it ({problem}).") from None
        self._next = int(self.recall("next") or b"1")

    def close(self) -> None:
        self._connection.close()

    def recall(self, name: str) -> bytes | None:
        """What was remembered under a name."""
        row = self._connection.execute("SELECT value FROM memory WHERE name = ?", [name]).fetchone()
        return row and row[0]

    def recall_all(self, prefix: str) -> list[bytes]:
        """What was remembered under all names that begin so."""
        rows = self._connection.execute(
            "SELECT value FROM memory WHERE name >= ? AND name < ?", [prefix, prefix + "\x7f"]
        )
        return [value for (value,) in rows]

    def keep(self, events: Iterable[Mapping[str, Any]], memory: Mapping[str, bytes]) -> None:
        """Numbers the events and keeps them, with what is to be remembered, or nothing of it."""
        numbered = enumerate(events, start=self._next)
        lines = [(number, msgspec.json.encode({**event, "seq": number})) for number, event in numbered]
        following = self._next + len(lines)
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            self._connection.executemany("INSERT INTO outbox VALUES (?, ?)", lines)
            rows = {**memory, "next": str(following).encode()}
            self._connection.executemany("INSERT OR REPLACE INTO memory VALUES (?, ?)", rows.items())
            self._connection.execute("COMMIT")
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._next = following

    def waiting(self, limit: int) -> list[tuple[int, bytes]]:
        """The oldest events that the server has not answered for."""
        return self._connection.execute("SELECT seq, line FROM outbox ORDER BY seq LIMIT ?", [limit]).fetchall()

    def count(self) -> int:
        return self._connection.execute("SELECT count(*) FROM outbox").fetchone()[0]

    def is_full(self) -> bool:
        with closing(self._connection.execute("PRAGMA page_count")) as pages:
            used = pages.fetchone()[0]
        free = self._connection.execute("PRAGMA freelist_count").fetchone()[0]
        return (used - free) * 4096 > MOST_BYTES

    def answered(self, taken: Iterable[int], refused: Mapping[int, str]) -> None:
        """The server has these; those that it will never take are put aside with its reason."""
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany(
            "INSERT OR REPLACE INTO refused SELECT seq, line, ? FROM outbox WHERE seq = ?",
            [(reason, seq) for seq, reason in refused.items()],
        )
        self._connection.executemany("DELETE FROM outbox WHERE seq = ?", [(seq,) for seq in (*taken, *refused)])
        self._connection.execute("COMMIT")

    def refused(self) -> list[tuple[int, str]]:
        """Events that the server will never take, with its reasons."""
        return self._connection.execute("SELECT seq, reason FROM refused ORDER BY seq").fetchall()
