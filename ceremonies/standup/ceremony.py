"""The standup as the kernel knows it."""

from ceremonies.meeting.ceremony import Ceremony
from ceremonies.meeting.rules import Kind
from ceremonies.standup.page import content
from ceremonies.standup.phases import PHASES
from ceremonies.standup.services.turns import entered

STANDUP = Ceremony(
    kind=Kind.STANDUP,
    phases=PHASES,
    list_url="ceremonies:standup",
    content=content,
    entered=entered,
    beside="ceremonies:standup_board",
    script="js/standup.js",
)
