"""Hears, through one Redis subscription per process, what other processes publish.

One channel carries all topics: a frame for a topic without local listeners costs a dictionary
lookup, and subscribing a socket needs no round trip to Redis, so no frame can slip in between.
"""

import asyncio
import random
from collections.abc import Iterator

import redis
import redis.asyncio
from django.conf import settings

from live import bus
from live.hub import Hub
from live.outage import Outage

QUIET = 5.0  # seconds of silence after which Redis is asked whether it is there
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0  # seconds between two tries


async def listen(hub: Hub) -> None:
    """Feed a hub until cancelled; subscribe again, with growing pauses, when Redis goes away."""
    pauses = _pauses()
    outage = Outage("Redis is away, the wire tries to listen again")
    while True:
        try:
            async with _connection() as connection, connection.pubsub() as subscription:
                async with asyncio.timeout(QUIET):
                    await subscription.subscribe(bus.channel())
                hub.stirred.set()  # see at once what was missed while nobody listened
                pauses = _pauses()
                outage.is_over()
                await _feed(hub, subscription)
        except (redis.RedisError, OSError) as error:
            outage.goes_on(error)
        await asyncio.sleep(next(pauses))


async def _feed(hub: Hub, subscription) -> None:
    asked = False
    while True:
        message = await subscription.get_message(timeout=QUIET)
        if message is None and asked:
            raise redis.ConnectionError("No answer.")
        if message is None:
            await subscription.ping()
        elif message["type"] == "message":
            _hand_over(hub, message["data"].decode())
        asked = message is None


def _hand_over(hub: Hub, message: str) -> None:
    origin, _, rest = message.partition(" ")
    if not rest or origin == bus.own_origin():
        return  # our own listeners have it already
    topic, version, text = rest.split(" ", 2)
    bus.hand_over(hub, topic, int(version), text)


def _pauses() -> Iterator[float]:
    pause = FIRST_PAUSE
    while True:
        yield pause * random.uniform(0.5, 1.5)  # noqa: S311 (no secret: only spreads the returns)
        pause = min(pause * 2, LONGEST_PAUSE)


def _connection() -> redis.asyncio.Redis:
    return redis.asyncio.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=QUIET)
