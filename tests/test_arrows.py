"""The cut of the house: who may know whom. Tried on planted faults first, then on our own code."""

from pathlib import Path

import pytest

from tests.arrows import sources, wrong_arrows

PROJECT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 400

WRONG = {
    "a lower app imports an upper one": ("teams/services/members.py", "from stories.models import Story"),
    "an upper name is imported whole": ("core/errors.py", "import sprints"),
    "somebody imports the project": ("live/hub.py", "from scrum import settings"),
    "telemetry imports sprints": ("telemetry_demo/panel.py", "from sprints.board import queries"),
    "forecasting imports ceremonies": ("forecasting/rules.py", "from ceremonies.poker import rules"),
    "a foreign key points up": ("teams/models/team.py", 'story = ForeignKey("stories.Story", on_delete=CASCADE)'),
    "the wire points at people": ("live/models.py", "user = ForeignKey(settings.AUTH_USER_MODEL)"),
    "a migration depends on an upper app": (
        "stories/migrations/0002_more.py",
        'dependencies = [("sprints", "0001_initial")]',
    ),
    "models import services": ("stories/models/story.py", "from stories.story.services import write_story"),
    "queries import services": ("sprints/board/queries.py", "from sprints.board import services"),
    "services import views by a relative name": ("sprints/board/services.py", "from .views import board"),
    "services import another room's forms": ("sprints/board/services.py", "from stories.story.forms import StoryForm"),
    "views import addresses": ("stories/story/views.py", "from stories import urls"),
    "rules import Django": ("sprints/rules.py", "from django.utils import timezone"),
    "rules import models": ("sprints/board/rules.py", "from sprints.models import Sprint"),
    "rules import a helper": ("teams/rules.py", "from teams import access"),
    "rules roll dice": ("forecasting/rules.py", "import random"),
    "rules read the clock": ("sprints/rules.py", "import datetime\ndatetime.datetime.now()"),
    "an import hides in a function": ("teams/access.py", "def look():\n    from teams import models"),
}

RIGHT = {
    "an upper app imports a lower one": ("sprints/board/services.py", "from stories.workflow.services import move"),
    "a foreign key points down": ("stories/models/story.py", 'team = ForeignKey("teams.Team", on_delete=CASCADE)'),
    "people are known from above": ("stories/models/story.py", "author = ForeignKey(settings.AUTH_USER_MODEL)"),
    "a migration depends on a lower app": (
        "sprints/migrations/0001_initial.py",
        'dependencies = [("stories", "0001_initial")]',
    ),
    "a layer imports itself and lower ones": (
        "sprints/board/services.py",
        "from sprints.board import queries, rules\nfrom sprints.models import Sprint",
    ),
    "the project imports everything": ("scrum/urls.py", "from telemetry_demo import urls\nfrom sprints import urls"),
    "rules import rules and errors": (
        "sprints/board/rules.py",
        "import datetime\nfrom core.errors import Invalid\nfrom sprints.rules import State",
    ),
    "an application registers when it is ready": (
        "sprints/apps.py",
        "def ready(self):\n    from sprints import topics",
    ),
    "a heavy library is loaded late": ("forecasting/rules.py", "def tail():\n    from scipy import special"),
    "a text that merely looks like a model": ("stories/backlog/views.py", 'title = "sprints.Sprint"'),
}


@pytest.mark.parametrize(("where", "source"), WRONG.values(), ids=WRONG)
def test_a_planted_wrong_arrow_is_found(where, source):
    assert wrong_arrows(where, source)


@pytest.mark.parametrize(("where", "source"), RIGHT.values(), ids=RIGHT)
def test_a_right_arrow_is_left_alone(where, source):
    assert wrong_arrows(where, source) == []


def test_a_wrong_arrow_is_named_with_file_line_and_reason():
    [found] = wrong_arrows("core/errors.py", "\nimport sprints")
    assert str(found) == "core/errors.py:2: core may not know sprints (sprints)"


def test_every_arrow_of_the_house_points_down():
    found = [wrong for where, source in sources(PROJECT) for wrong in wrong_arrows(where, source)]
    assert not found, "\n" + "\n".join(map(str, found))


def test_the_checker_reads_every_app():
    seen = {where.split("/")[0] for where, _ in sources(PROJECT)}
    assert {"core", "live", "teams", "stories", "sprints", "forecasting", "integrations", "scrum"} <= seen


def test_no_file_is_longer_than_anybody_likes_to_read():
    long = [where for where, source in sources(PROJECT) if source.count("\n") > LONGEST_FILE]
    assert long == []
