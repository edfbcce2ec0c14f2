"""The retrospective as the kernel knows it."""

from ceremonies.meeting.ceremony import Ceremony
from ceremonies.meeting.rules import Kind
from ceremonies.retro.page import content, personal
from ceremonies.retro.phases import PHASES
from ceremonies.retro.services.opening import entered, left, may_leave

RETRO = Ceremony(
    kind=Kind.RETRO,
    phases=PHASES,
    list_url="ceremonies:retro",
    content=content,
    personal=personal,
    may_leave=may_leave,
    left=left,
    entered=entered,
    script="js/retro.js",
)
