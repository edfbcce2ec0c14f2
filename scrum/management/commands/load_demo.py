"""Loads the demo organisation once, and says whom to sign in as."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from scrum.demo import alerts, load, people, rhythm
from teams.models import User

# Made anew on each installation, so that no password is known in advance.
KEPT_IN = "demo_password"


class Command(BaseCommand):
    help = "Creates the demo organisation, unless there are people already."

    def handle(self, *args, **options) -> None:
        path = settings.DATA_DIR / KEPT_IN
        if not User.objects.exists():
            team, password = load.load(now=timezone.now())
            rhythm.have_a_rhythm(team, now=timezone.now())
            alerts.lay_out(team, now=timezone.now())
            path.touch(mode=0o600)
            path.write_text(password, encoding="utf-8")
        if path.exists():
            self._say_whom(path.read_text(encoding="utf-8"))

    def _say_whom(self, password: str) -> None:
        self.stdout.write(f"Sign in with the password {password} as")
        for name, mailbox, _, roles, *_ in people.PEOPLE[: people.SIGN_IN_AS]:
            role = roles[0].replace("_", " ")
            self.stdout.write(f"  {mailbox}@pulse.example  {name}, {role}")
