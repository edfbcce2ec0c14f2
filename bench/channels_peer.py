"""The peer of the wire: the same broadcast made of stock Channels, a consumer and a group in memory.

`python -m bench.channels_peer FD` serves on an inherited socket. Memory spares it the way through Redis that
channels-redis would go.
"""

import socket
import sys

import uvicorn
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter
from django.conf import settings


class Listener(AsyncWebsocketConsumer):
    """Whatever one client says, all clients of its path hear."""

    async def connect(self):
        self.room = self.scope["path"].strip("/") or "room"
        await self.channel_layer.group_add(self.room, self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard(self.room, self.channel_name)

    async def receive(self, text_data=None, bytes_data=None):
        await self.channel_layer.group_send(self.room, {"type": "said", "text": text_data})

    async def said(self, event):
        await self.send(text_data=event["text"])


def main() -> None:
    # The layer drops what exceeds its capacity; the default of 100 would lose most of a burst.
    layer = {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 100_000}}
    settings.configure(CHANNEL_LAYERS={"default": layer}, SECRET_KEY="bench")  # noqa: S106 (signs nothing)
    application = ProtocolTypeRouter({"websocket": Listener.as_asgi()})
    options = {"lifespan": "off", "ws_per_message_deflate": False, "access_log": False, "log_level": "error"}
    uvicorn.Server(uvicorn.Config(application, **options)).run(sockets=[socket.socket(fileno=int(sys.argv[1]))])


if __name__ == "__main__":
    main()
