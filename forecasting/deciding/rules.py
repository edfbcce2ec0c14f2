"""Pure decisions about personal links: how long one holds, and who may ask for one."""

from datetime import timedelta
from typing import Final

from core.errors import Invalid
from teams.invitations.rules import is_address

HOLDS: Final = timedelta(days=3)
NAME_LENGTH: Final = 80


def clean_person(name: str, email: str) -> tuple[str, str]:
    """Who asks for a letter; raises Invalid at `name` or `email`."""
    name, email = " ".join(name.replace("\x00", "").split())[:NAME_LENGTH], email.strip().lower()
    if any(mark in name for mark in "/:@<>"):
        raise Invalid("A name has no “/”, “:”, “@”, “<” or “>”.", field="name", fix="Write it as you sign.")
    if not name:
        raise Invalid("Your name is missing.", field="name", fix="It stands beside what you decide.")
    if not is_address(email):
        raise Invalid("This is not an e-mail address.", field="email", fix="Check it for typing errors.")
    return name, email
