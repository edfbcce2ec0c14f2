"""Personas in the API: a list of the organisation, kept by owners, admins and product owners."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from stories import serializers
from stories.models import Persona
from stories.personas import services
from teams.access import accessible_organisations
from teams.rest import ReadViewSet
from teams.rules import Verb


class PersonaViewSet(ReadViewSet):
    """Personas of your organisations."""

    queryset = Persona.objects.select_related("organisation").order_by("name", "pk")
    serializer_class = serializers.PersonaSerializer
    filterset_fields = {"organisation": ["exact"], "retired_at": ["isnull"]}
    verbs = {
        "list": Verb.SEE_ORGANISATION,
        "retrieve": Verb.SEE_ORGANISATION,
        "create": Verb.MANAGE_PERSONAS,
        "partial_update": Verb.MANAGE_PERSONAS,
        "destroy": Verb.MANAGE_PERSONAS,
        "restore": Verb.MANAGE_PERSONAS,
    }

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.queryset.none()
        return self.queryset.filter(organisation__in=accessible_organisations(self.request.user))

    def enter(self, found):
        self.enter_organisation(found.organisation_id)

    @extend_schema(request=serializers.NewPersonaSerializer, responses={201: serializers.PersonaSerializer})
    def create(self, request):
        """Adds a persona to the organisation's list."""
        body = self.read(serializers.NewPersonaSerializer)
        organisation = self.enter_organisation(body.pop("organisation")).organisation
        persona = services.create_persona(organisation=organisation, actor=request.user, now=timezone.now(), **body)
        return self.show(persona, status=201)

    @extend_schema(request=serializers.PersonaFieldsSerializer(partial=True))
    def partial_update(self, request, pk=None):
        """Changes a persona; a new name shows everywhere."""
        persona = self.get_object()
        body = self.read(serializers.PersonaFieldsSerializer, partial=True)
        return self.show(services.edit_persona(persona=persona, actor=request.user, now=timezone.now(), **body))

    def destroy(self, request, pk=None):
        """Retires a persona in use, deletes an unused one."""
        services.retire_persona(persona=self.get_object(), actor=request.user, now=timezone.now())
        return Response(status=204)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def restore(self, request, pk=None):
        """Puts a retired persona back on the list."""
        restored = services.restore_persona(persona=self.get_object(), actor=request.user, now=timezone.now())
        return self.show(restored)
