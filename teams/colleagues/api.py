"""People of organisations in the API: who is in, who was, and what becomes of their place."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.response import Response

from teams.access import accessible_organisations
from teams.colleagues import serializers, services
from teams.colleagues.queries import organisations_for
from teams.models import FormerMembership, OrganisationMembership
from teams.rest import ApiViewSet, ReadViewSet
from teams.rules import Verb


class PersonViewSet(ReadViewSet):
    """Places in your organisations, one for each person."""

    queryset = OrganisationMembership.objects.select_related("organisation", "user").order_by("pk")
    serializer_class = serializers.PlaceSerializer
    filterset_fields = ["organisation", "user", "role"]
    verbs = {
        "list": Verb.SEE_ORGANISATION,
        "retrieve": Verb.SEE_ORGANISATION,
        "partial_update": Verb.MANAGE_PEOPLE,
        "destroy": Verb.MANAGE_PEOPLE,
        "deactivate": Verb.MANAGE_PEOPLE,
        "sign_out": Verb.MANAGE_PEOPLE,
    }

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.queryset.none()
        return self.queryset.filter(organisation__in=accessible_organisations(self.request.user))

    def enter(self, found):
        self.enter_organisation(found.organisation_id)

    def _who(self) -> dict:
        return {"membership": self.get_object(), "actor": self.request.user, "now": timezone.now()}

    @extend_schema(request=serializers.PlaceFieldsSerializer(partial=True))
    def partial_update(self, request, pk=None):
        """Makes the person owner, admin or member."""
        who, body = self._who(), self.read(serializers.PlaceFieldsSerializer, partial=True)
        return self.show(services.change_role(role=body.get("role", who["membership"].role), **who))

    def destroy(self, request, pk=None):
        """Removes the person from the organisation and its teams; work keeps their name."""
        services.remove_person(**self._who())
        return Response(status=204)

    @extend_schema(request=None, responses=serializers.FormerPlaceSerializer)
    @action(detail=True, methods=["post"])
    def deactivate(self, request, pk=None):
        """Ends the person's access until they are let back in."""
        former = services.deactivate(**self._who())
        return Response(serializers.FormerPlaceSerializer(former).data)

    @extend_schema(request=None, responses=serializers.SignedOutSerializer)
    @action(detail=True, methods=["post"], url_path="sign-out")
    def sign_out(self, request, pk=None):
        """Ends all sessions of the person."""
        return Response({"sessions": services.sign_out_everywhere(**self._who())})


class FormerPersonViewSet(mixins.ListModelMixin, ApiViewSet):
    """People without access, of organisations whose people you manage."""

    queryset = FormerMembership.objects.select_related("organisation", "user").order_by("pk")
    serializer_class = serializers.FormerPlaceSerializer
    filterset_fields = {"organisation": ["exact"], "removed_at": ["isnull"]}
    verbs = dict.fromkeys(("list", "retrieve", "let_back_in"), Verb.MANAGE_PEOPLE)

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.queryset.none()
        verb = Verb.MANAGE_PEOPLE if self.action == "list" else Verb.SEE_ORGANISATION
        mine = [one.organisation.pk for one in organisations_for(self.request.user, verb)]
        return self.queryset.filter(organisation__in=mine)

    def _enter(self) -> FormerMembership:
        found = self.get_object()
        self.enter_organisation(found.organisation_id)
        return found

    def retrieve(self, request, pk=None):
        """One of them."""
        return self.show(self._enter())

    @extend_schema(request=None, responses=serializers.PlaceSerializer)
    @action(detail=True, methods=["post"], url_path="let-back-in")
    def let_back_in(self, request, pk=None):
        """Gives the person back their role and the teams that they were on."""
        back = services.let_back_in(former=self._enter(), actor=request.user, now=timezone.now())
        return Response(serializers.PlaceSerializer(back).data)
