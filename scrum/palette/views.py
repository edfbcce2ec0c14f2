"""The command palette (UX-1), and the same as a plain page for whoever has no scripts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.http import is_htmx
from scrum.palette.queries import Palette
from teams.access import team_page
from teams.rules import Verb

LONGEST = 100


@require_safe
@team_page(Verb.SEE)
def palette(request: HttpRequest) -> HttpResponse:
    """htmx gets the dialog, or with `q` what was found; anybody else gets the page."""
    question = request.GET.get("q", "").replace("\x00", "")[:LONGEST]
    context = {"question": question, "groups": Palette(request, question.strip()).groups()}
    if not is_htmx(request) or request.htmx.history_restore_request:
        return render(request, "palette/page.html", context)
    return render(request, "palette/_found.html" if "q" in request.GET else "palette/_dialog.html", context)
