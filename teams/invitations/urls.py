from django.urls import path

from teams.invitations.views import inviting, joining
from teams.paths import ORGANISATION, TEAM

OF_TEAM, OF_ORGANISATION = TEAM + "people/", ORGANISATION + "people/"
ONE = "invitations/<int:pk>/"
urlpatterns = [
    path("join/", joining.join, name="join"),
    path(OF_TEAM + "invite/", inviting.invite, name="invite"),
    path(OF_TEAM + ONE + "resend/", inviting.resend, name="resend_invitation"),
    path(OF_TEAM + ONE + "link/", inviting.copy_link, name="copy_invitation"),
    path(OF_TEAM + ONE + "revoke/", inviting.revoke, name="revoke_invitation"),
    path(OF_ORGANISATION + "invite/", inviting.invite_colleagues, name="invite_colleagues"),
    path(OF_ORGANISATION + ONE + "resend/", inviting.resend_to_colleague, name="resend_to_colleague"),
    path(OF_ORGANISATION + ONE + "link/", inviting.copy_link_of_colleague, name="copy_link_of_colleague"),
    path(OF_ORGANISATION + ONE + "revoke/", inviting.revoke_of_colleague, name="revoke_of_colleague"),
]
