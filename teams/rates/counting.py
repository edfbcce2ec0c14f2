"""Counts requests in Redis, exactly, for all processes; without Redis nothing is counted and nobody waits."""

import math
import time
from functools import cache

from django.conf import settings
from limits import RateLimitItemPerSecond
from limits.storage import RedisStorage
from redis import RedisError

from live.outage import Outage
from teams.rates.rules import Rate, Standing

PATIENCE = 0.25  # seconds that a request may lose to a Redis that does not answer
RETRY = 2.0  # seconds between tries while it is away


class Counter:
    """One Redis. While it is away, one request in two seconds tries it and all others pass uncounted."""

    def __init__(self, url: str):
        uri = url.replace("unix://", "redis+unix://", 1)
        patience = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
        self._storage = RedisStorage(uri, key_prefix="truepace:rates", **patience)
        self._outage = Outage("Redis is away, the API's ordinary limits rest")
        self._not_before = 0.0

    def count(self, rate: Rate, whom: str) -> Standing | None:
        """Counts one request of `whom`; None while Redis is away."""
        if time.monotonic() < self._not_before:
            return None
        if self._not_before:
            self._not_before = time.monotonic() + RETRY  # the others pass while this one tries
        try:
            standing = self._counted(rate, whom)
        except (RedisError, OSError) as error:
            self._outage.goes_on(error)
            self._not_before = time.monotonic() + RETRY
            return None
        self._outage.is_over()
        self._not_before = 0.0
        return standing

    def _counted(self, rate: Rate, whom: str) -> Standing:
        item = RateLimitItemPerSecond(rate.most, rate.seconds, namespace=rate.name)
        key = item.key_for(whom)
        count = self._storage.incr(key, item.get_expiry())  # counts and starts the window in one step of Redis
        reset = math.ceil(self._storage.get_expiry(key) - time.time())
        return Standing(rate, count, min(max(reset, 1), rate.seconds))


_counter = cache(Counter)


def count(rate: Rate, whom: str) -> Standing | None:
    """Counts one request of `whom` against a rate; None where there is no Redis to count with."""
    return _counter(settings.REDIS_URL).count(rate, whom) if settings.REDIS_URL else None
