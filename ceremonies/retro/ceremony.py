"""The retrospective as the kernel knows it."""

from ceremonies.meeting.ceremony import Ceremony
from ceremonies.meeting.rules import Kind
from ceremonies.retro.phases import PHASES

RETRO = Ceremony(kind=Kind.RETRO, phases=PHASES, list_url="ceremonies:retro")
