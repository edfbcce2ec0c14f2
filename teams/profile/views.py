"""One's own name and habits."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.errors import DomainError
from core.http import add_to_form, toast
from teams.access import signed_in_page
from teams.services.members import edit_profile


class ProfileForm(forms.Form):
    name = forms.CharField(max_length=120, label="Your name", help_text="As cards and the diary show it.")
    single_keys = forms.BooleanField(
        required=False, label="Single keys act (J, K, M …)", help_text="Switch off if you use speech input."
    )


@require_http_methods(["GET", "POST"])
@signed_in_page
def profile(request: HttpRequest) -> HttpResponse:
    """Name and single-key shortcuts."""
    user = request.user
    form = ProfileForm(request.POST or None, initial={"name": user.name, "single_keys": user.single_keys})
    if request.method == "POST" and form.is_valid():
        try:
            edit_profile(user=user, **form.cleaned_data)
        except DomainError as error:
            add_to_form(form, error)
        else:
            return toast(request, redirect("teams:profile"), "Your profile is saved.")
    return render(request, "teams/profile.html", {"form": form}, status=422 if form.errors else 200)
