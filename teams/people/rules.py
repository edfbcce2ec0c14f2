"""Team health hints (PPL-4): they advise and never block."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from teams.rules import TeamRole

FEWEST, MOST = 3, 9


@dataclass(frozen=True)
class Hint:
    """One line about the team; `good` ones say what is as it should be."""

    good: bool
    text: str


def _size(developers: int) -> Hint:
    people = f"{developers} developer{'' if developers == 1 else 's'}"
    if developers < FEWEST:
        return Hint(False, f"{people}: fewer than {FEWEST} leave little to spread knowledge over. 3 or 4 work best.")
    if developers > MOST:
        return Hint(False, f"{people}: more than {MOST} spend much of the week on agreeing. 3 or 4 work best.")
    return Hint(True, f"{people}: in the usual range of {FEWEST} to {MOST}.")


def hints(
    roles_of_people: Iterable[Collection[str]], roles_of_line_managers: Iterable[Collection[str]] = ()
) -> list[Hint]:
    """What the roles of a team's people say about it; line managers are those who manage others on the team."""
    people = [set(roles) for roles in roles_of_people]
    masters = [roles for roles in people if TeamRole.SCRUM_MASTER in roles]
    owners = [roles for roles in people if TeamRole.PRODUCT_OWNER in roles]
    found = [_size(sum(TeamRole.MEMBER in roles for roles in people))]
    if any(TeamRole.PRODUCT_OWNER in roles for roles in masters):
        found.append(Hint(False, "Scrum master and product owner are one person: who guards the team from the order?"))
    elif masters and owners:
        found.append(Hint(True, "Scrum master and product owner are two people."))
    if any(TeamRole.SCRUM_MASTER in roles for roles in roles_of_line_managers):
        found.append(Hint(False, "A Scrum master is also a line manager: will people speak openly about what fails?"))
    if not owners:
        found.append(Hint(False, "Nobody is product owner: who decides the order and accepts work?"))
    if not masters:
        found.append(Hint(False, "Nobody is Scrum master: who clears impediments?"))
    return found
