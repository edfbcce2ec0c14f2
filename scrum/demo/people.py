"""Who is in the demo organisation. The first four are the people to sign in as."""

from datetime import date

from teams.availability.rules.days import AbsenceKind
from teams.rules import MembershipKind, OrganisationRole, TeamRole

ORGANISATION = "Heartworks"
TEAM = {
    "name": "Pulse",
    "key": "CT",
    "purpose": "Cardiac telemetry",
    "time_zone": "Europe/Berlin",
}

# Name, mailbox, organisation role, team roles, share of time in %, kind, what they do.
PEOPLE = [
    ("Maren Holt", "maren", OrganisationRole.OWNER, [TeamRole.SCRUM_MASTER], 100, "embedded", ""),
    ("Ines Duarte", "ines", OrganisationRole.MEMBER, [TeamRole.PRODUCT_OWNER], 100, "embedded", ""),
    ("Aisha Rahman", "aisha", OrganisationRole.MEMBER, [TeamRole.MEMBER], 100, "embedded", "Signal filters"),
    ("Helena Vogel", "helena", OrganisationRole.MEMBER, [TeamRole.STAKEHOLDER], 100, "embedded", "Chief of cardiology"),
    ("Tomasz Wilk", "tomasz", OrganisationRole.MEMBER, [TeamRole.MEMBER], 100, "embedded", "Event log"),
    ("Priya Nair", "priya", OrganisationRole.MEMBER, [TeamRole.MEMBER], 100, "embedded", "Charts"),
    ("Daniel Kim", "daniel", OrganisationRole.MEMBER, [TeamRole.MEMBER], 100, "embedded", "Models"),
    ("Leo Okafor", "leo", OrganisationRole.MEMBER, [TeamRole.MEMBER], 100, "embedded", "Test data"),
    ("Jonas Lind", "jonas", OrganisationRole.MEMBER, [TeamRole.MEMBER], 50, "embedded", "Firmware"),
    ("Sofia Brandt", "sofia", OrganisationRole.MEMBER, [TeamRole.MEMBER], 40, MembershipKind.COACH, "Ward visits"),
]
# Whose public holidays the team keeps.
HOLIDAYS = {"country": "DE", "subdivision": "BE"}


def leave(today: date, coming: list[date]) -> list[tuple[str, date, date, dict]]:
    """Days off from now on: mailbox, first and last day, what is known; `coming` are the next sprint's working days."""
    return [
        ("leo", today, today, {"from_noon": True, "kind": AbsenceKind.OTHER, "note": "Parents' evening"}),
        ("tomasz", coming[3], coming[4], {"note": "Long weekend in the mountains"}),
        ("daniel", coming[9], coming[9], {"kind": AbsenceKind.TRAINING, "note": "Statistics"}),
    ]


DEVELOPERS = ["aisha", "tomasz", "priya", "daniel", "leo", "jonas"]
SIGN_IN_AS = 4

# Short name, name, one-line role, goals, frustrations, icon, tone.
PERSONAS = [
    (
        "nurse",
        "Ward nurse",
        "Looks after up to twelve patients on a night shift",
        "Know within a glance who needs help first. Keep the ward quiet at night.",
        "Alarms that ring for a loose electrode. Screens that need two hands.",
        "bell-ring",
        1,
    ),
    (
        "cardiologist",
        "Cardiologist",
        "Decides on treatment, often from another building",
        "See the strip that matters, at once, with what came before it.",
        "Averages that hide the minute that counts.",
        "stethoscope",
        3,
    ),
    (
        "technician",
        "Device technician",
        "Keeps two hundred recorders running on nine wards",
        "Find the recorder that will fail before it does.",
        "Serial numbers that only a torch can read.",
        "wrench",
        2,
    ),
    (
        "coordinator",
        "Trial coordinator",
        "Runs the protocol of a trial across five sites",
        "Complete visits the first time. Show the auditor everything in one place.",
        "Missing minutes that nobody noticed in time.",
        "clipboard-list",
        5,
    ),
    (
        "patient",
        "Patient",
        "Wears a recorder for up to two weeks",
        "Understand what is measured, and sleep.",
        "Words nobody explains. Cables.",
        "heart-pulse",
        6,
    ),
]
