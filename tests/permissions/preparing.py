"""What must have happened in the world before some rows can be asked."""

from sprints.closing.services import cancel_sprint
from sprints.scope.services import remove_from_sprint
from stories.attachments.services import delete_attachment
from stories.comments.services import delete_comment
from stories.personas.services import retire_persona
from stories.story.services import archive_story
from tests.factories import NOW


def take_out(world):
    remove_from_sprint(sprint=world.running, story=world.board_story, actor=None, now=NOW, reason="Not now")


def retire(persona):
    retire_persona(persona=persona, actor=None, now=NOW)


def archive(story):
    archive_story(story=story, actor=None, now=NOW)


def take_comment_back(world):
    delete_comment(comment=world.things["comment"], actor=world.people["member"], now=NOW)


def delete_file(world):
    delete_attachment(attachment=world.things["file"], actor=world.people["member"], now=NOW)


def cancel(world):
    cancel_sprint(sprint=world.running, reason="Out of the way", actor=None, now=NOW)
