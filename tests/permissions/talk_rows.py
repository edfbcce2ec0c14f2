"""Pages of what belongs to a story: comments, files, links, epics."""

from tests.permissions.preparing import take_comment_back
from tests.permissions.rows import Row, post


def _part(name):
    return lambda w: {"key": w.story.key, "pk": w.things[name].pk}


def _words(w):
    return {"text": "I have seen it"}


ROWS = [
    post("stories:write_comment", "comment", kwargs=lambda w: {"key": w.story.key}, data=_words),
    Row("stories:edit_comment", "own", kwargs=_part("comment")),
    post("stories:edit_comment", "own", kwargs=_part("comment"), data=_words),
    post("stories:delete_comment", "own or head", kwargs=_part("comment")),
    post("stories:restore_comment", "own or head", kwargs=_part("comment"), prepare=take_comment_back),
]
