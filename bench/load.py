"""The load client at any address: signs in, opens a poker room, lets guests in by its link, and votes.

    python -m bench.load https://pace.example.org --email you@example.org --guests 50 --votes 200

Prints one line of JSON: milliseconds from a vote to the last socket that knows of it. The password is asked for, or
read from LOAD_PASSWORD. The room is closed at the end.
"""

import argparse
import asyncio
import getpass
import json
import os
import statistics
import sys

import uvloop

from bench.person import Person, Site
from bench.poker_room import Table

MOST_GUESTS = 190
SOCKETS_EACH = 10


async def load(host: Person, team: str, guests: int, sockets: int, votes: int) -> dict[str, float]:
    """Plays `votes` votes one after another; what they took."""
    table = await asyncio.to_thread(Table.open, host, team)
    try:
        await asyncio.to_thread(table.seat, guests)
        await table.listen(sockets)
        taken = sorted([1000 * await table.vote() for _ in range(votes)])
    finally:
        await asyncio.to_thread(table.act, "close")
        table.close()
    return {
        "guests": guests, "sockets": sockets, "votes": votes, "p50_ms": round(statistics.median(taken), 2),
        "p99_ms": round(taken[min(votes - 1, votes * 99 // 100)], 2), "most_ms": round(taken[-1], 2),
    }  # fmt: skip


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("address", help="where the house is, as https://pace.example.org")
    parser.add_argument("--email", required=True, help="somebody who runs ceremonies in a team")
    parser.add_argument("--team", default="", help="the address of the team, /t/…/…/; default: where they land")
    parser.add_argument("--guests", type=int, default=10, choices=range(1, MOST_GUESTS + 1), metavar="1…190")
    parser.add_argument("--sockets", type=int, default=0, help=f"default: one a guest; at most {SOCKETS_EACH} each")
    parser.add_argument("--votes", type=int, default=100)
    return parser.parse_args()


def main() -> None:
    given = arguments()
    host = Person(Site.at(given.address))
    host.sign_in(given.email, os.environ.get("LOAD_PASSWORD") or getpass.getpass())
    sockets = min(given.sockets or given.guests, given.guests * SOCKETS_EACH)
    found = uvloop.run(load(host, given.team or host.team(), given.guests, sockets, given.votes))
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
