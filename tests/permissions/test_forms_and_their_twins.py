"""Whatever a page can change, the API can change too, or it is said here why not (INT-1)."""

from tests.permissions.table import ROWS

# Each form of a page, and the API's (route, method) that does the same.
TWINS = {
    "integrations:mapping": ("import-mapping-detail", "PATCH"),
    "integrations:mapping_keep": ("import-mapping-list", "POST"),
    "integrations:mapping_remove": ("import-mapping-detail", "DELETE"),
    "integrations:mapping_restore": ("import-mapping-restore", "POST"),
    "integrations:mapping_use": ("import-use-mapping", "POST"),
    "integrations:import_check": ("import-check", "POST"),
    "integrations:import_discard": ("import-detail", "DELETE"),
    "integrations:import_map": ("import-detail", "PATCH"),
    "integrations:import_run": ("import-run", "POST"),
    "integrations:import_stop": ("import-stop", "POST"),
    "integrations:import_undo": ("import-undo", "POST"),
    "integrations:import_upload": ("import-list", "POST"),
    "sprints:add_story": ("sprint-add", "POST"),
    "sprints:cancel": ("sprint-cancel", "POST"),
    "sprints:card_impediment": ("impediment-list", "POST"),
    "sprints:card_people": ("story-detail", "PATCH"),
    "sprints:choose_story": ("sprint-add", "POST"),
    "sprints:close": ("sprint-close", "POST"),
    "sprints:close_spike": ("spike-close", "POST"),
    "sprints:commit": ("sprint-commit", "POST"),
    "sprints:create": ("sprint-list", "POST"),
    "sprints:mark_goal": ("sprint-close", "POST"),
    "sprints:move_card": ("story-move", "POST"),
    "sprints:remove_story": ("sprint-remove", "POST"),
    "sprints:save_plan": ("sprint-detail", "PATCH"),
    "sprints:set_capacity": ("sprint-capacity", "POST"),
    "sprints:undo_scope_change": ("sprint-remove", "POST"),
    "stories:add_epic": ("epic-list", "POST"),
    "stories:edit_epic": ("epic-detail", "PATCH"),
    "stories:retire_epic": ("epic-detail", "DELETE"),
    "stories:restore_epic": ("epic-restore", "POST"),
    "stories:add_label": ("label-list", "POST"),
    "stories:rename_label": ("label-detail", "PATCH"),
    "stories:merge_label": ("label-merge", "POST"),
    "stories:split_labels": ("label-merge-entry-undo", "POST"),
    "stories:remove_label": ("label-detail", "DELETE"),
    "stories:add_item": ("checklist-item-list", "POST"),
    "stories:add_status": ("status-list", "POST"),
    "stories:add_task": ("task-list", "POST"),
    "stories:archive": ("story-archive", "POST"),
    "stories:attach": ("attachment-list", "POST"),
    "stories:delete": ("story-detail", "DELETE"),
    "stories:delete_attachment": ("attachment-detail", "DELETE"),
    "stories:delete_comment": ("comment-detail", "DELETE"),
    "stories:edit": ("story-detail", "PATCH"),
    "stories:edit_comment": ("comment-detail", "PATCH"),
    "stories:edit_status": ("status-detail", "PATCH"),
    "stories:link": ("story-link-list", "POST"),
    "stories:move": ("story-move", "POST"),
    "stories:move_status": ("status-detail", "PATCH"),
    "stories:new_story": ("story-list", "POST"),
    "stories:order": ("story-rank", "POST"),
    "stories:persona_create": ("persona-list", "POST"),
    "stories:persona_edit": ("persona-detail", "PATCH"),
    "stories:persona_restore": ("persona-restore", "POST"),
    "stories:persona_retire": ("persona-detail", "DELETE"),
    "ceremonies:begin": ("meeting-begin", "POST"),
    "ceremonies:go_on_meeting": ("meeting-next", "POST"),
    "ceremonies:go_back": ("meeting-back", "POST"),
    "ceremonies:close_meeting": ("meeting-close", "POST"),
    "ceremonies:reopen_meeting": ("meeting-reopen", "POST"),
    "ceremonies:set_timer": ("meeting-timer", "POST"),
    "ceremonies:new_refinement": ("refinement-list", "POST"),
    "ceremonies:look_at_story": ("refinement-look", "POST"),
    "ceremonies:next_story": ("refinement-next-story", "POST"),
    "ceremonies:start_poker": ("refinement-start-poker", "POST"),
    "ceremonies:split_here": ("story-split", "POST"),
    "ceremonies:keep_stale": ("story-keep", "POST"),
    "ceremonies:new_standup": ("standup-list", "POST"),
    "ceremonies:shuffle_turns": ("standup-shuffle", "POST"),
    "ceremonies:hand_over_turn": ("standup-hand-over", "POST"),
    "ceremonies:park": ("standup-park", "POST"),
    "ceremonies:settle_parked": ("standup-settle", "POST"),
    "ceremonies:open_planning": ("planning-list", "POST"),
    "ceremonies:challenge_plan": ("plan-challenge-list", "POST"),
    "ceremonies:decide_challenge": ("plan-challenge-decide", "POST"),
    "ceremonies:set_schedule": ("ceremony-slot-list", "POST"),
    "ceremonies:write_standup": ("standup-answer-list", "POST"),
    "ceremonies:log_answer": ("standup-answer-impediment", "POST"),
    "stories:add_impediment": ("impediment-list", "POST"),
    "stories:follow_up_impediment": ("impediment-detail", "PATCH"),
    "stories:solve_impediment": ("impediment-resolve", "POST"),
    "stories:reopen_impediment": ("impediment-reopen", "POST"),
    "stories:raise_impediment": ("impediment-list", "POST"),
    "stories:remove_status": ("status-detail", "DELETE"),
    "stories:remove_task": ("task-detail", "DELETE"),
    "stories:resolve_impediment": ("impediment-resolve", "POST"),
    "stories:pair": ("story-detail", "PATCH"),
    "stories:restore": ("story-restore", "POST"),
    "stories:set_mentors": ("label-mentors", "POST"),
    "stories:restore_attachment": ("attachment-restore", "POST"),
    "stories:restore_comment": ("comment-restore", "POST"),
    "stories:retire_item": ("checklist-item-detail", "DELETE"),
    "stories:tick_criterion": ("criterion-detail", "PATCH"),
    "stories:tick_item": ("story-tick", "POST"),
    "stories:tick_task": ("task-detail", "PATCH"),
    "stories:relink": ("story-link-list", "POST"),
    "stories:unlink": ("story-link-detail", "DELETE"),
    "stories:write_comment": ("comment-list", "POST"),
    "teams:add_absence": ("absence-list", "POST"),
    "teams:add_allocation": ("allocation-list", "POST"),
    "teams:add_member": ("member-list", "POST"),
    "teams:add_team_day": ("team-day-list", "POST"),
    "teams:edit_absence": ("absence-detail", "PATCH"),
    "teams:edit_allocation": ("allocation-detail", "PATCH"),
    "teams:edit_member": ("member-detail", "PATCH"),
    "teams:invite": ("invitation-list", "POST"),
    "teams:resend_invitation": ("invitation-resend", "POST"),
    "teams:revoke_invitation": ("invitation-detail", "DELETE"),
    "teams:holidays": ("calendar-public-holidays", "POST"),
    "teams:remove_absence": ("absence-detail", "DELETE"),
    "teams:remove_allocation": ("allocation-detail", "DELETE"),
    "teams:remove_member": ("member-detail", "DELETE"),
    "teams:remove_team_day": ("team-day-detail", "DELETE"),
    "teams:restore_absence": ("absence-restore", "POST"),
    "teams:revoke_token": ("token-detail", "DELETE"),
    "teams:settings": ("team-detail", "PATCH"),
    "teams:strike_holiday": ("team-day-list", "POST"),
    "teams:tokens": ("token-list", "POST"),
}
CONFIDENCE = "between two people: no program reads or writes what is told to the Scrum master alone"
# Forms that programs have no use for.
ALONE = {
    "integrations:archive_discard": "archives are asked for and thrown away at a screen",
    "integrations:archive": "a backup of everything is the owner's own act, at a screen",
    "stories:publish_confidence": CONFIDENCE,
    "stories:put_confidence_aside": CONFIDENCE,
    "stories:take_confidence_back": CONFIDENCE,
    "sprints:tick_sprint_item": "a note for those who close the sprint together; the close takes nothing from it",
    "teams:copy_invitation": "for whoever stands before the page; a program gets the link when it invites",
    "teams:restore_allocation": "the undo of a press; a program makes the share again",
    "teams:restore_team_day": "the undo of a press; a program makes the day again",
}


# Apps whose forms must all be listed; of the others, those that are listed are held to it.
WHOLE = ("stories:", "sprints:")


def _forms() -> set[str]:
    return {row.route for row in ROWS if row.writes and not row.route.startswith("api:")}


def test_every_form_of_a_page_has_its_twin_or_a_reason():
    listed = TWINS.keys() | ALONE.keys()
    assert {form for form in _forms() if form.startswith(WHOLE)} - listed == set()
    assert listed - _forms() == set()
    assert TWINS.keys() & ALONE.keys() == set()


def test_every_twin_is_an_action_of_the_api():
    known = {(row.route.removeprefix("api:"), row.method) for row in ROWS if row.writes}
    assert set(TWINS.values()) - known == set()
