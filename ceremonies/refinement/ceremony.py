"""Refinement as the kernel knows it."""

from ceremonies.meeting.ceremony import Ceremony
from ceremonies.meeting.rules import Kind
from ceremonies.refinement.page import content
from ceremonies.refinement.phases import PHASES
from ceremonies.refinement.services import begin_with_the_top

REFINEMENT = Ceremony(
    kind=Kind.REFINEMENT, phases=PHASES, list_url="ceremonies:refinement", content=content, entered=begin_with_the_top
)
