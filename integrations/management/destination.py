"""Which team a command imports into, and on whose behalf."""

from argparse import ArgumentParser
from dataclasses import dataclass
from datetime import datetime

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.models import QuerySet

from core.errors import DomainError
from teams.models import Organisation, Team, User
from teams.rules import OrganisationRole
from teams.services.organisations import create_organisation, create_team


def person_of(organisation: Organisation, address: str) -> User:
    """The member with this address, or the first owner; raises CommandError when there is none."""
    members = User.objects.filter(organisation_memberships__organisation=organisation)
    if address:
        found = members.filter(email__iexact=address).first()
    else:
        owners = members.filter(organisation_memberships__role=OrganisationRole.OWNER)
        found = owners.order_by("organisation_memberships__joined_at", "pk").first()
    if found is None:
        raise CommandError(f"{address or 'Nobody'} is in {organisation}. Say --as with a member's address.")
    return found


@dataclass(frozen=True)
class Destination:
    """What the command line says about the team."""

    project: str
    organisation: str
    team: str
    actor: str
    create: bool

    @staticmethod
    def add_arguments(parser: ArgumentParser) -> None:
        parser.add_argument("--project", metavar="KEY", required=True, help="the team's story key, as in KEY-12")
        parser.add_argument("--organisation", default="", help="its organisation (slug or name), if KEY is ambiguous")
        parser.add_argument("--team", default="", metavar="NAME", help="the name of a team that --create makes")
        parser.add_argument("--as", dest="actor", default="", metavar="EMAIL", help="who imports (default: its owner)")
        parser.add_argument("--create", action="store_true", help="make the team, and its organisation, if missing")

    @classmethod
    def of(cls, options: dict) -> "Destination":
        return cls(**{name: options[name] for name in ("project", "organisation", "team", "actor", "create")})

    def prepare(self) -> None:
        """Makes the tables of an empty database for `--create`; CommandError without it."""
        if Team._meta.db_table in connection.introspection.table_names():
            return
        if not self.create:
            raise CommandError("There is no data yet. Start bin/run once, or add --create to begin with this team.")
        call_command("migrate", verbosity=0, interactive=False)

    def find(self, now: datetime) -> tuple[Team, User]:
        """The team and the person who imports; CommandError says what is missing. Runs in a transaction."""
        teams = list(self._teams())
        if len(teams) > 1:
            places = ", ".join(sorted(team.organisation.slug for team in teams))
            raise CommandError(f"Several teams have the key {self.project}. Say --organisation: {places}.")
        if teams:
            return teams[0], person_of(teams[0].organisation, self.actor)
        if not self.create:
            raise CommandError(f"No team has the story key {self.project}. {self._known()}")
        return self._made(now)

    def _teams(self) -> QuerySet[Team]:
        teams = Team.objects.select_related("organisation").filter(key=self.project.upper())
        return teams.filter(organisation__in=self._organisations()) if self.organisation else teams

    def _organisations(self) -> QuerySet[Organisation]:
        """Those that are meant: a slug is one organisation's own, a name may be that of several."""
        by_slug = Organisation.objects.filter(slug=self.organisation)
        return by_slug if by_slug.exists() else Organisation.objects.filter(name__iexact=self.organisation)

    def _known(self) -> str:
        keys = sorted(set(Team.objects.values_list("key", flat=True)[:20]))
        return f"There are {', '.join(keys)}; --create makes a new one." if keys else "--create makes it."

    def _made(self, now: datetime) -> tuple[Team, User]:
        known = self._organisations() if self.organisation else Organisation.objects.all()
        if known.count() > 1:
            raise CommandError(f"There are {known.count()} organisations. Say which by --organisation with its slug.")
        organisation = known.first()
        try:
            if organisation is None:
                owner, name = self._new_owner(), self.organisation or self.team or self.project
                organisation = create_organisation(name=name, owner=owner, now=now)
            person = person_of(organisation, self.actor)
            name = self.team or self.project
            team = create_team(organisation=organisation, name=name, key=self.project, actor=person, now=now)
        except DomainError as error:
            raise CommandError(error.text) from None
        return team, person

    def _new_owner(self) -> User:
        if not self.actor:
            raise CommandError("A new organisation needs an owner. Say --as with an e-mail address.")
        known = User.objects.filter(email__iexact=self.actor).first()
        return known or User.objects.create_user(self.actor, name=self.actor.partition("@")[0])
