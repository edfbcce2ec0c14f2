"""Notifications: everybody has their own and sees no other's."""

from teams.models import Notification
from teams.notifications.rules import Kind
from tests.factories import NOW
from tests.permissions.rows import Row


def _told(principal: str):
    def make(world):
        world.things["told"] = Notification.objects.create(
            user=world.people[principal], kind=Kind.NEEDED, key="row", title="Somebody needs you", created_at=NOW
        )

    return make


def _key(world):
    return {"pk": world.things["told"].pk}


def _mine(route: str, **fields) -> Row:
    return Row(route, "", scope="signed in", **fields)


ROWS = [
    _mine("teams:notifications"),
    _mine("teams:notification_news"),
    _mine("teams:bell"),
    _mine("teams:read_all", method="POST", either=True),
    _mine("teams:choose_notifications", method="POST", writes=True, data=lambda w: {"here": ["needed"]}),
    Row("teams:read_notification", "member", method="POST", scope="own", writes=True, kwargs=_key,
        prepare=_told("member")),
    _mine("api:notification-list", json=True),
    Row("api:notification-detail", "member", scope="own", json=True, kwargs=_key, prepare=_told("member")),
    Row("api:notification-read", "member", method="POST", scope="own", writes=True, json=True, kwargs=_key,
        prepare=_told("member")),
    _mine("api:notification-choice-list", json=True),
    _mine("api:notification-choice-list", method="POST", writes=True, json=True, data=lambda w: {"has_digest": False}),
]  # fmt: skip

TOPICS = {"notifications": ("own", lambda world: world.people["member"].pk)}
