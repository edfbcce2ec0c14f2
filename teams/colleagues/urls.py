from django.urls import path

from teams.colleagues import views
from teams.paths import ORGANISATION

PEOPLE = ORGANISATION + "people/"
urlpatterns = [
    path(PEOPLE, views.people, name="organisation_people"),
    path(PEOPLE + "<int:pk>/role/<slug:role>/", views.change_role, name="change_organisation_role"),
    path(PEOPLE + "<int:pk>/sign-out/", views.sign_out, name="sign_out_everywhere"),
    path(PEOPLE + "<int:pk>/deactivate/", views.deactivate, name="deactivate_person"),
    path(PEOPLE + "<int:pk>/remove/", views.remove, name="remove_person"),
    path(PEOPLE + "former/<int:pk>/let-in/", views.let_back_in, name="let_back_in"),
]
