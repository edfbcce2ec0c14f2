"""When the team meets, and calendars behind secret addresses."""

from ceremonies.schedule.services import make_feed
from tests.factories import NOW
from tests.permissions.rows import Row, post


def _feed(world):
    world.things["feed"] = make_feed(user=world.people["member"], now=NOW)


ROWS = [
    Row("ceremonies:schedule", "see"),
    post("ceremonies:set_schedule", "host", kwargs=lambda w: {"kind": "standup"}, data=lambda w: {
        "standup-rhythm": "weekly", "standup-weekdays": ["0", "1"], "standup-at": "09:15", "standup-minutes": "15"}),
    post("ceremonies:new_feed", "", scope="signed in"),
    Row("ceremonies:end_feed", "", method="POST", scope="signed in", either=True),
    Row("ceremonies:feed", "", scope="anybody", kwargs=lambda w: {"token": w.things["feed"]}, prepare=_feed),
]  # fmt: skip
