from django.core.management import BaseCommand

from stories.search.services import index_all
from stories.search.upkeep import install_index, refill_index


class Command(BaseCommand):
    help = "Read all stories anew into the search. Needed only if somebody changed the database by hand."

    def handle(self, **options):
        install_index()
        refill_index()
        number = index_all()
        self.stdout.write(self.style.SUCCESS(f"{number} {'story' if number == 1 else 'stories'} can be found."))
