"""What a hub does every second: ask the database what it missed, and who may still listen.

A message may be lost on its way (a Redis restart, a network); the database does not forget. So one
small query per process and second compares versions, and heals within that second both a lost
change (listeners are told the version, those behind refetch) and a lost revocation.
"""

import asyncio
from contextlib import suppress
from math import ceil

from django.db import Error as DatabaseError

from live import people
from live.hub import Hub, Socket
from live.models import Topic
from live.outage import Outage
from live.presence import tell_presence
from live.rules import CONTROL_TOPIC
from live.threads import DatabaseThread

TICK = 1.0  # seconds between two looks at the versions
SWEEP = 60  # ticks until every socket was checked, even if nobody announced anything
CHUNK = 20  # sockets that are checked in one turn of the database thread


async def keep(hub: Hub, thread: DatabaseThread) -> None:
    """Watch over a hub until cancelled. A database that is away is asked again at the next tick."""
    outage = Outage("The wire cannot ask the database")
    while True:
        try:
            await compare_versions(hub, thread)
            _suspect_the_longest_unchecked(hub)
            await check_suspects(hub, thread)
            await tell_presence(hub, thread)
            outage.is_over()
        except DatabaseError as error:
            outage.goes_on(error)
        await _next_tick(hub)


async def compare_versions(hub: Hub, thread: DatabaseThread) -> None:
    """Heal what was lost since the last look, changes and revocations."""
    hub.resync(await thread.run(Topic.objects.versions, [CONTROL_TOPIC, *hub.topics]))


async def check_suspects(hub: Hub, thread: DatabaseThread) -> None:
    """Close suspects who may not stay; one who cannot be checked stays suspect."""
    while suspects := list(hub.suspects)[:CHUNK]:
        reasons = await thread.run(_reasons, [_as_seen(socket) for socket in suspects])
        for socket, reason in zip(suspects, reasons, strict=True):
            hub.acquit(socket) if reason is None else hub.expel(socket, reason)


def _suspect_the_longest_unchecked(hub: Hub) -> None:
    sockets = list(hub.sockets)
    hub.suspects.update(sockets[: ceil(len(sockets) / SWEEP)])


def _as_seen(socket: Socket) -> dict:
    return {
        "session_key": socket.session_key,
        "user_id": socket.user_id,
        "listens_to": frozenset(socket.topics),
    }


def _reasons(sockets: list[dict]) -> list:
    return [people.reason_to_close(**socket) for socket in sockets]


async def _next_tick(hub: Hub) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(TICK):
            await hub.stirred.wait()
    hub.stirred.clear()
