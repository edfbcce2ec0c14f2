"""Invitations in the API: to a team or to an organisation, by letter or as a link."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.response import Response

from core.errors import Invalid
from teams.invitations import serializers
from teams.invitations.delivery import count_try, link_with
from teams.invitations.letters import send_invitation
from teams.invitations.queries import invitations_where
from teams.invitations.services.inviting import (
    Made,
    invite_person,
    invite_to_organisation,
    renew_invitation,
    revoke_invitation,
)
from teams.models import Invitation
from teams.rest import ApiViewSet
from teams.rules import Verb


class InvitationViewSet(mixins.ListModelMixin, ApiViewSet):
    """Invitations that wait for an answer, where you may invite people. Expired ones can be sent again."""

    queryset = Invitation.objects.none()
    serializer_class = serializers.InvitationSerializer
    filterset_fields = {"organisation": ["exact"], "team": ["exact", "isnull"]}
    verbs = dict.fromkeys(("list", "retrieve", "create", "destroy", "resend"), Verb.MANAGE_MEMBERS)
    shown_once = ("link",)
    is_of_team = True

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        if self.action == "list":
            return invitations_where(self.request.user, Verb.MANAGE_MEMBERS, Verb.MANAGE_PEOPLE)
        return invitations_where(self.request.user, Verb.SEE, Verb.SEE_ORGANISATION)

    @property
    def verb(self) -> Verb:
        """Of an organisation alone only those who manage its people invite."""
        return self.verbs[self.action] if self.is_of_team else Verb.MANAGE_PEOPLE

    @extend_schema(request=serializers.NewInvitationSerializer, responses={201: serializers.MadeInvitationSerializer})
    def create(self, request):
        """Invites an address."""
        body = self.read(serializers.NewInvitationSerializer)
        team, organisation = body.pop("team", None), body.pop("organisation", None)
        if (team is None) == (organisation is None):
            raise Invalid("Name a team or an organisation.", field="team", fix="Send one of the two.")
        who = {"actor": request.user, "now": timezone.now(), **body}
        return self._answer(self._to_team(team, who) if team else self._to_organisation(organisation, who), 201)

    def _to_team(self, team: int, who: dict) -> Made:
        self.is_of_team = True
        found = self.enter_team(team).team
        count_try(self.request, found.organisation)
        return invite_person(team=found, **who)

    def _to_organisation(self, organisation: int, who: dict) -> Made:
        self.is_of_team = False
        found = self.enter_organisation(organisation).organisation
        role, *more = who.pop("roles")
        if more:
            raise Invalid("An organisation gives one role.", field="roles", fix="Send one.")
        count_try(self.request, found)
        return invite_to_organisation(organisation=found, role=role, **who)

    def retrieve(self, request, pk=None):
        """One of them."""
        return self.show(self._enter())

    @extend_schema(request=serializers.HowSerializer, responses=serializers.MadeInvitationSerializer)
    @action(detail=True, methods=["post"])
    def resend(self, request, pk=None):
        """Makes a new link, or sends a new letter; the link before dies."""
        invitation, body = self._enter(), self.read(serializers.HowSerializer)
        count_try(request, invitation.organisation)
        return self._answer(
            renew_invitation(invitation=invitation, actor=request.user, now=timezone.now(), **body), 200
        )

    def destroy(self, request, pk=None):
        """Withdraws it."""
        revoke_invitation(invitation=self._enter(), actor=request.user, now=timezone.now())
        return Response(status=204)

    def _enter(self) -> Invitation:
        found = self.get_object()
        self.is_of_team = found.team_id is not None
        if self.is_of_team:
            self.enter_team(found.team_id)
        else:
            self.enter_organisation(found.organisation_id)
        return found

    def _answer(self, made: Made, status: int) -> Response:
        """With the link, unless it was for a letter: whoever opens that one has shown that the mailbox is theirs."""
        invitation, token = made
        link = link_with(self.request, token)
        invitation.letter_sent = invitation.by_letter and send_invitation(invitation, link)
        invitation.link = None if invitation.by_letter else link
        return Response(serializers.MadeInvitationSerializer(invitation).data, status=status)
