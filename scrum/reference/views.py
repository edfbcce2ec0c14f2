"""The API's reference: a page of ours, made from the schema, without any third party."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scrum.reference.queries import groups
from teams.access import public_page


@require_safe
@public_page
def reference(request: HttpRequest) -> HttpResponse:
    """Everything that programs can ask for; anybody may read it, as the schema itself."""
    return render(request, "reference/page.html", {"groups": groups()})
