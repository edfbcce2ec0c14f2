"""Pages of what belongs to a story: comments, files, links, epics."""

from stories.models import StoryLink
from tests.permissions.preparing import delete_file, take_comment_back
from tests.permissions.rows import Row, post
from tests.stories.files import a_file


def _part(name):
    return lambda w: {"key": w.story.key, "pk": w.things[name].pk}


def _words(w):
    return {"text": "I have seen it"}


def _file(w):
    return {"file": a_file()}


ROWS = [
    Row("stories:link_candidates", "write", kwargs=lambda w: {"key": w.story.key}, query="?text=planned"),
    post(
        "stories:link", "write", kwargs=lambda w: {"key": w.story.key},
        data=lambda w: {"way": "blocks", "other": w.things["other_story"].pk},
    ),
    post("stories:unlink", "write", kwargs=_part("link")),
    post(
        "stories:relink", "write", prepare=lambda w: StoryLink.objects.filter(pk=w.things["link"].pk).delete(),
        kwargs=lambda w: {"key": w.story.key, "way": "relates", "other": w.board_story.pk},
    ),
    post("stories:attach", "write", kwargs=lambda w: {"key": w.story.key}, data=_file),
    Row("stories:attachment", "see", kwargs=_part("file")),
    post("stories:delete_attachment", "write", kwargs=_part("file")),
    post("stories:restore_attachment", "write", kwargs=_part("file"), prepare=delete_file),
    post("stories:write_comment", "comment", kwargs=lambda w: {"key": w.story.key}, data=_words),
    Row("stories:edit_comment", "own", kwargs=_part("comment")),
    post("stories:edit_comment", "own", kwargs=_part("comment"), data=_words),
    post("stories:delete_comment", "own or head", kwargs=_part("comment")),
    post("stories:restore_comment", "own or head", kwargs=_part("comment"), prepare=take_comment_back),
]  # fmt: skip
