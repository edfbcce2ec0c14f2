from django.db import connection, models

# A bucket is one number: when it will be full again. Each try moves it away by one pace, unless that would be
# farther than the whole bucket. One statement, so tries at the same moment queue for the row and none slips through.
_TAKE = """
    INSERT INTO teams_bucket (key, full_at) VALUES (%(key)s, %(now)s + %(pace)s)
    ON CONFLICT (key) DO UPDATE
    SET full_at = CASE WHEN teams_bucket.full_at > %(now)s THEN teams_bucket.full_at ELSE %(now)s END + %(pace)s
    WHERE teams_bucket.full_at + %(pace)s <= %(now)s + %(seconds)s + 0.000001
    RETURNING full_at
"""


class BucketQuerySet(models.QuerySet):
    def take(self, *, key: str, now: float, pace: float, seconds: float) -> bool:
        """Takes one try; False, and nothing changed, when there is none. Times in seconds."""
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, {"key": key, "now": now, "pace": pace, "seconds": seconds})
            return bool(cursor.fetchall())

    def give_back(self, *, key: str, pace: float) -> None:
        self.filter(key=key).update(full_at=models.F("full_at") - pace)


class Bucket(models.Model):
    """Tries that are left, of one limit for one person or place. A full bucket and a missing one are the same."""

    key = models.CharField(max_length=64, primary_key=True)
    full_at = models.FloatField("when it is full again, in seconds since 1970")

    objects = BucketQuerySet.as_manager()

    def __str__(self) -> str:
        return self.key
