from django.db import connection, models

_RAISE = """
    INSERT INTO live_topic (name, version) VALUES (%s, 1)
    ON CONFLICT (name) DO UPDATE SET version = live_topic.version + 1
    RETURNING version
"""


class TopicQuerySet(models.QuerySet):
    def raise_version(self, name: str) -> int:
        """Add one to a topic's version and return it.

        One statement, so that the row lock (SQLite: the write lock) makes the writers of a topic
        queue until commit: versions are commit order, without gaps.
        """
        with connection.cursor() as cursor:
            cursor.execute(_RAISE, [name])
            return cursor.fetchall()[0][0]

    def versions(self, names) -> dict[str, int]:
        """Version by name; topics in which nothing was published yet are missing."""
        return dict(self.filter(name__in=names).values_list("name", "version"))


class Topic(models.Model):
    """How many changes a topic has seen: what a page compares to know whether it missed one."""

    name = models.CharField(max_length=100, unique=True)
    version = models.BigIntegerField(default=0)

    objects = TopicQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} at {self.version}"
