from django.conf import settings
from django.core.management import BaseCommand, call_command

from scrum.health import pending_migrations


class Command(BaseCommand):
    help = "Make the data ready for the house to open: tables up to date, the demo team in an empty one."
    requires_system_checks = []  # they load every page; bin/test and .ci/run make them

    def handle(self, **options):
        if pending_migrations():
            self.stdout.write("Preparing the data; the first time takes a moment…")
            call_command("migrate", interactive=False, verbosity=0)
        if settings.DEMO:
            call_command("load_demo", stdout=self.stdout)
        self.stdout.write(self.style.SUCCESS(f"Truepace is at http://localhost:{settings.HOUSE.port}/"))
        self.stdout.write("Ctrl-C stops it.")
