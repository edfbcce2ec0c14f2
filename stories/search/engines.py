"""The two full-text indexes over `SearchText`: FTS5 on SQLite, a generated tsvector with GIN on PostgreSQL.

Both take words as they come, and each word of a question as the beginning of one. The team's scope is a word of the
index like any other, so a question never even meets the words of other teams. Everything here is made of words that
`rules.fold` lets through: letters and digits only.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from stories.search.rules import Tier

TABLE = "stories_searchtext"
COLUMNS = ("scope", "title", "sentence", "body")


class Engine(Protocol):
    """How one kind of database keeps and asks its index."""

    parts: dict[str, str]  # what the index is made of, and the statements that make it, in their order
    catalogue: str  # the query that names the parts that are there
    fill: Sequence[str]  # statements that write the whole index anew

    def select(self, scopes: Iterable[str], words: Sequence[str], tier: Tier) -> tuple[str, list[str]]:
        """A query for the ids of the stories of these scopes with all words, and its parameters."""


class SQLite:
    """FTS5 over the table's own text, kept by triggers on it.

    Its tokenizer `ascii` cuts at nothing but the spaces that `rules.fold` has set.
    """

    index = f"{TABLE}_index"
    _named = ", ".join(COLUMNS)
    _new = ", ".join(f"new.{name}" for name in COLUMNS)
    _old = ", ".join(f"old.{name}" for name in COLUMNS)
    _add = f"INSERT INTO {index} (rowid, {_named}) VALUES (new.story_id, {_new});"  # noqa: S608  our own names
    _take = f"INSERT INTO {index} ({index}, rowid, {_named}) VALUES ('delete', old.story_id, {_old});"  # noqa: S608
    parts = {
        index: f"CREATE VIRTUAL TABLE {index} USING fts5 "
        f"({_named}, content='{TABLE}', content_rowid='story_id', "
        "tokenize='ascii', prefix='2 3', detail='column', columnsize=0)",
        f"{TABLE}_added": f"CREATE TRIGGER {TABLE}_added AFTER INSERT ON {TABLE} BEGIN {_add} END",
        f"{TABLE}_gone": f"CREATE TRIGGER {TABLE}_gone AFTER DELETE ON {TABLE} BEGIN {_take} END",
        f"{TABLE}_changed": f"CREATE TRIGGER {TABLE}_changed AFTER UPDATE ON {TABLE} BEGIN {_take} {_add} END",
    }
    catalogue = "SELECT name FROM sqlite_master WHERE type IN ('table', 'trigger')"
    fill = (f"INSERT INTO {index} ({index}) VALUES ('rebuild')",)  # noqa: S608
    _tiers = {Tier.TITLE: "{title}", Tier.SENTENCE: "{title sentence}", Tier.ANYWHERE: "{title sentence body}"}

    def select(self, scopes: Iterable[str], words: Sequence[str], tier: Tier) -> tuple[str, list[str]]:
        teams = " OR ".join(f'"{scope}"' for scope in scopes)
        asked = " AND ".join(f'"{word}" *' for word in words)
        query = f"{{scope}} : ({teams}) AND {self._tiers[tier]} : ({asked})"
        return f"SELECT rowid FROM {self.index} WHERE {self.index} MATCH %s", [query]  # noqa: S608


class PostgreSQL:
    """A generated column with its weights as tiers. The vector is spelled out: PostgreSQL's parser would cut words."""

    parts = {
        "truepace_words": """
            CREATE FUNCTION truepace_words(text, "char") RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT setweight(coalesce(string_agg(word || ':' || least(place, 16383), ' '), '')::tsvector, $2)
            FROM unnest(string_to_array($1, ' ')) WITH ORDINALITY AS cut (word, place) WHERE word <> '' $$""",
        f"{TABLE}_words": f"""
            ALTER TABLE {TABLE} ADD COLUMN {TABLE}_words tsvector GENERATED ALWAYS AS (
            truepace_words(title, 'A') || truepace_words(sentence, 'B') || truepace_words(scope, 'C')
            || truepace_words(body, 'D')) STORED""",
        f"{TABLE}_index": f"CREATE INDEX {TABLE}_index ON {TABLE} USING gin ({TABLE}_words)",
    }
    catalogue = f"""
        SELECT proname FROM pg_proc WHERE proname = 'truepace_words' AND pg_function_is_visible(oid)
        UNION ALL SELECT attname FROM pg_attribute WHERE attrelid = '{TABLE}'::regclass AND NOT attisdropped
        UNION ALL SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = '{TABLE}'::regclass"""  # noqa: S608
    fill: tuple[str, ...] = ()  # the column follows its row by itself
    _tiers = {Tier.TITLE: "A", Tier.SENTENCE: "AB", Tier.ANYWHERE: "ABD"}

    def select(self, scopes: Iterable[str], words: Sequence[str], tier: Tier) -> tuple[str, list[str]]:
        teams = " | ".join(f"'{scope}':C" for scope in scopes)
        asked = " & ".join(f"'{word}':*{self._tiers[tier]}" for word in words)
        query = f"({teams}) & {asked}"
        return f"SELECT story_id FROM {TABLE} WHERE {TABLE}_words @@ %s::tsquery", [query]  # noqa: S608


ENGINES: dict[str, Engine] = {"sqlite": SQLite(), "postgresql": PostgreSQL()}


def scope_of(team_id: int) -> str:
    """The word by which the index knows a team."""
    return f"team{team_id}"
