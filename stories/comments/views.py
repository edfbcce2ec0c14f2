"""Comments on a story's page: written by everybody who sees it, edited by their author."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import DomainError
from core.http import domain_error_response, is_htmx
from stories.comments import services
from stories.comments.queries import people_who_see, text_today, with_people
from stories.models import Comment
from stories.permissions import require_author, require_take_back
from stories.story.page import after_change, find_story
from teams.access import team_page
from teams.rules import Verb


def _comment(request: HttpRequest, key: str, pk: int) -> Comment:
    return get_object_or_404(with_people(Comment.objects.all()), story=find_story(request, key), pk=pk)


@require_POST
@team_page(Verb.COMMENT)
def write(request: HttpRequest, key: str) -> HttpResponse:
    """A new comment with the words in `text`."""
    story, text = find_story(request, key), request.POST.get("text", "")
    try:
        services.write_comment(story=story, text=text, author=request.user, now=timezone.now())
    except DomainError as error:
        return domain_error_response(request, error)
    return after_change(request, key, "" if is_htmx(request) else "Your comment is there.")


@require_http_methods(["GET", "POST"])
@team_page(Verb.COMMENT)
def edit(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """One's own comment: its words to change, as a dialog or a page of its own; then saved."""
    comment = _comment(request, key, pk)
    require_author(request.access, comment.author)
    if request.method == "GET":
        return _editor(request, comment)
    try:
        services.edit_comment(
            comment=comment, text=request.POST.get("text", ""), actor=request.user, now=timezone.now()
        )
    except DomainError as error:
        return domain_error_response(request, error)
    return after_change(request, key, "The comment is saved.")


def _editor(request: HttpRequest, comment: Comment) -> HttpResponse:
    template = "stories/_comment_edit.html" if is_htmx(request) else "stories/comment_edit.html"
    context = {
        "comment": comment,
        "story": comment.story,
        "text": text_today(comment),
        "mentionable": list(people_who_see(request.access.team)),
    }
    return render(request, template, context)


@require_POST
@team_page(Verb.COMMENT)
def delete(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Takes a comment back; the toast brings it back."""
    comment = _comment(request, key, pk)
    require_take_back(request.access, comment.author)
    services.delete_comment(comment=comment, actor=request.user, now=timezone.now())
    return after_change(request, key, "The comment is taken back.", undo="stories:restore_comment", pk=pk)


@require_POST
@team_page(Verb.COMMENT)
def restore(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Shows a comment again that was taken back."""
    comment = _comment(request, key, pk)
    require_take_back(request.access, comment.author)
    services.restore_comment(comment=comment, actor=request.user, now=timezone.now())
    return after_change(request, key, "The comment is back.")
