"""Who is here: each process tells whom it hears from, and nothing is written anywhere.

A topic that gives its listeners names gets a whispered frame `here` with the names that this process knows, a second
after somebody came or went, and from time to time for those who joined at another process. A browser lays the lists
of all processes over each other and forgets one that was not repeated.
"""

import asyncio

from live.bus import own_origin
from live.hub import Hub
from live.publish import whisper
from live.threads import DatabaseThread

REPEAT = 15.0  # seconds between two tellings of an unchanged list
KIND = "here"

_last_told: dict[str, float] = {}


async def tell_presence(hub: Hub, thread: DatabaseThread) -> None:
    """Whisper the names in all topics that have news, or were not told about for a while."""
    now = asyncio.get_running_loop().time()
    due = {topic for topic in hub.named_topics() if now - _last_told.get(topic, 0) >= REPEAT}
    news, hub.to_be_told = hub.to_be_told, set()
    for topic in news | due:
        names = hub.names_in(topic)
        _last_told[topic] = now
        if not names:
            _last_told.pop(topic)
        # Not in the loop: sending may wait for Redis.
        await thread.run(whisper, topic, KIND, {"from": own_origin(), "names": names})
