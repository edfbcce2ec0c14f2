"""What letters say."""

import hashlib
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from teams.models import Letter, Notification


def words_of(rows: Sequence[Notification], *, daily: bool = False) -> str:
    """The text of a letter about these."""
    context = {"rows": rows, "house": settings.HOUSE_ADDRESS, "daily": daily}
    return render_to_string("teams/letters/notifications.txt", context)


def compose(letter: Letter) -> EmailMessage:
    """The letter as it is sent, always under the same Message-ID. Needs `user` loaded."""
    mark = hashlib.sha256(f"{letter.user_id} {letter.key}".encode()).hexdigest()[:32]
    return EmailMessage(
        f"Truepace: {letter.subject}", letter.text, to=[letter.user.email],
        headers={"Message-ID": f"<{mark}@truepace.invalid>", "Auto-Submitted": "auto-generated"},
    )  # fmt: skip
