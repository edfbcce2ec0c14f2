from django.urls import path

from stories.attachments import views as attachments
from stories.backlog import views as backlog
from stories.checks import views as checks
from stories.comments import views as comments
from stories.editor import views as editor
from stories.impediments import views as impediments
from stories.knowledge import views as knowledge
from stories.labels import views as labels
from stories.links import views as links
from stories.personas import views as personas
from stories.splitting import views as splitting
from stories.story import views as story
from stories.workflow import views as workflow
from teams.paths import ORGANISATION, TEAM

STORY = TEAM + "stories/<slug:key>/"
LABELS = TEAM + "labels/"
IMPEDIMENTS = TEAM + "impediments/"
PERSONAS = ORGANISATION + "personas/"

app_name = "stories"
urlpatterns = [
    path(TEAM + "backlog/", backlog.backlog, name="backlog"),
    path(TEAM + "backlog/order/", backlog.order, name="order"),
    path(LABELS, labels.labels, name="labels"),
    path(LABELS + "epics/", labels.add_epic, name="add_epic"),
    path(LABELS + "epics/<int:pk>/", labels.edit_epic, name="edit_epic"),
    path(LABELS + "epics/<int:pk>/retire/", labels.retire_epic, name="retire_epic"),
    path(LABELS + "epics/<int:pk>/restore/", labels.restore_epic, name="restore_epic"),
    path(LABELS + "add/", labels.add_label, name="add_label"),
    path(LABELS + "<int:pk>/", labels.rename_label, name="rename_label"),
    path(LABELS + "<int:pk>/merge/", labels.merge_label, name="merge_label"),
    path(LABELS + "merges/<int:pk>/undo/", labels.split_labels, name="split_labels"),
    path(LABELS + "<int:pk>/mentors/", labels.set_mentors, name="set_mentors"),
    path(LABELS + "<int:pk>/remove/", labels.remove_label, name="remove_label"),
    path(TEAM + "stories/new/", editor.create, name="new_story"),
    path(TEAM + "backlog/writing-help/", editor.writing_help, name="writing_help"),
    path(STORY, story.story, name="story"),
    path(STORY + "edit/", editor.edit, name="edit"),
    path(STORY + "pair/", knowledge.pair, name="pair"),
    path(STORY + "knowledge/", knowledge.knowledge, name="knowledge"),
    path(STORY + "move/", story.move, name="move"),
    path(STORY + "split/", splitting.split, name="split"),
    path(STORY + "join/", splitting.join, name="join"),
    path(STORY + "archive/", story.archive, name="archive"),
    path(STORY + "restore/", story.restore, name="restore"),
    path(STORY + "delete/", story.delete, name="delete"),
    path(STORY + "criteria/<int:pk>/tick/", checks.tick_criterion, name="tick_criterion"),
    path(STORY + "tasks/", checks.add_task, name="add_task"),
    path(STORY + "tasks/<int:pk>/tick/", checks.tick_task, name="tick_task"),
    path(STORY + "tasks/<int:pk>/remove/", checks.remove_task, name="remove_task"),
    path(STORY + "checklist/<int:pk>/tick/", checks.tick_item, name="tick_item"),
    path(STORY + "comments/", comments.write, name="write_comment"),
    path(STORY + "comments/<int:pk>/edit/", comments.edit, name="edit_comment"),
    path(STORY + "comments/<int:pk>/delete/", comments.delete, name="delete_comment"),
    path(STORY + "comments/<int:pk>/restore/", comments.restore, name="restore_comment"),
    path(STORY + "attachments/", attachments.attach, name="attach"),
    path(STORY + "attachments/<int:pk>/", attachments.attachment, name="attachment"),
    path(STORY + "attachments/<int:pk>/delete/", attachments.delete, name="delete_attachment"),
    path(STORY + "attachments/<int:pk>/restore/", attachments.restore, name="restore_attachment"),
    path(STORY + "links/", links.link, name="link"),
    path(STORY + "links/candidates/", links.candidates, name="link_candidates"),
    path(STORY + "links/<int:pk>/remove/", links.unlink, name="unlink"),
    path(STORY + "links/<slug:way>/<int:other>/again/", links.relink, name="relink"),
    path(STORY + "impediments/", impediments.raise_impediment, name="raise_impediment"),
    path(STORY + "impediments/<int:pk>/resolve/", impediments.resolve_impediment, name="resolve_impediment"),
    path(IMPEDIMENTS, impediments.impediments, name="impediments"),
    path(IMPEDIMENTS + "add/", impediments.add, name="add_impediment"),
    path(IMPEDIMENTS + "<int:pk>/", impediments.follow_up, name="follow_up_impediment"),
    path(IMPEDIMENTS + "<int:pk>/solve/", impediments.solve, name="solve_impediment"),
    path(IMPEDIMENTS + "<int:pk>/reopen/", impediments.reopen, name="reopen_impediment"),
    path(IMPEDIMENTS + "told/<int:pk>/publish/", impediments.publish, name="publish_confidence"),
    path(IMPEDIMENTS + "told/<int:pk>/put-aside/", impediments.put_aside, name="put_confidence_aside"),
    path(IMPEDIMENTS + "told/<int:pk>/take-back/", impediments.take_back, name="take_confidence_back"),
    path(TEAM + "settings/workflow/", workflow.workflow, name="workflow"),
    path(TEAM + "settings/columns/", workflow.add_status, name="add_status"),
    path(TEAM + "settings/columns/<int:pk>/", workflow.edit_status, name="edit_status"),
    path(TEAM + "settings/columns/<int:pk>/move/", workflow.move_status, name="move_status"),
    path(TEAM + "settings/columns/<int:pk>/remove/", workflow.remove_status, name="remove_status"),
    path(TEAM + "settings/checklists/", workflow.add_item, name="add_item"),
    path(TEAM + "settings/checklists/<int:pk>/retire/", workflow.retire_item, name="retire_item"),
    path(PERSONAS, personas.personas, name="personas"),
    path(PERSONAS + "new/", personas.create, name="persona_create"),
    path(PERSONAS + "<int:pk>/", personas.persona, name="persona"),
    path(PERSONAS + "<int:pk>/edit/", personas.edit, name="persona_edit"),
    path(PERSONAS + "<int:pk>/retire/", personas.retire, name="persona_retire"),
    path(PERSONAS + "<int:pk>/restore/", personas.restore, name="persona_restore"),
]
