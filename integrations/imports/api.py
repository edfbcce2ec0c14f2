"""Imports in the API: upload, decide, check, bring in, undo."""

from dataclasses import replace

from django.core.files.base import ContentFile
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from integrations.imports import jobs, queries, serializers, services
from integrations.imports.rules.run import Work
from integrations.mappings.queries import mappings_of
from integrations.mappings.serializers import MappingChoiceSerializer
from integrations.mappings.services import use_mapping
from integrations.models import ImportJob, ImportRun
from integrations.tasks import begin
from teams.rest import ReadViewSet, pick
from teams.rules import Verb


class ImportViewSet(ReadViewSet):
    """Files on their way into a team: all of a file or nothing, and back out as a whole."""

    queryset = ImportRun.objects.select_related("team", "job").order_by("-created_at", "-pk")
    serializer_class = serializers.ImportSerializer
    filterset_fields = ["team", "format", "state"]
    verbs = dict.fromkeys(
        ("list", "retrieve", "create", "partial_update", "destroy", "check", "run", "undo", "stop", "use_mapping"),
        Verb.INTEGRATE,
    )

    def _fresh(self, run: ImportRun, status: int = 200) -> Response:
        return self.show(self.queryset.get(pk=run.pk), status=status)

    def _begin(self, work: Work) -> Response:
        """Status 202 while large work goes on in the background: `work` then says how far it is."""
        run = self.get_object()
        begin(run=run, work=work, actor=self.request.user, now=timezone.now())
        return self._fresh(run, status=202 if ImportJob.objects.filter(run=run).exists() else 200)

    @extend_schema(request=serializers.NewImportSerializer, responses={201: serializers.ImportSerializer})
    def create(self, request):
        """Takes in a file and guesses what its columns are; nothing of it reaches the team yet."""
        body = self.read(serializers.NewImportSerializer)
        team = self.enter_team(body["team"]).team
        file = ContentFile(body["content"].encode(), name=body["file_name"])
        run = services.upload_file(team=team, file=file, actor=request.user, now=timezone.now(), slug=body["format"])
        return self._fresh(run, status=201)

    @extend_schema(request=serializers.ChoicesSerializer)
    def partial_update(self, request, pk=None):
        """Says what columns and words mean and which rows stay out; then it wants a new check."""
        run = self.get_object()
        choices = replace(queries.choices_of(run), **self.read(serializers.ChoicesSerializer))
        return self._fresh(services.save_choices(run=run, choices=choices))

    @extend_schema(request=MappingChoiceSerializer)
    @action(detail=True, methods=["post"])
    def use_mapping(self, request, pk=None):
        """Decides about the file as a kept mapping says; then it wants a new check."""
        run, key = self.get_object(), self.read(MappingChoiceSerializer)["mapping"]
        mapping = pick(mappings_of(run.team.organisation), key, "mapping")
        return self._fresh(use_mapping(run=run, mapping=mapping, now=timezone.now()))

    def destroy(self, request, pk=None):
        """Throws away a file that has not come in."""
        services.discard_run(run=self.get_object())
        return Response(status=204)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_name="check")
    def check(self, request, pk=None):
        """The dry run: `report` says row by row what would come in and what is wrong."""
        return self._begin(Work.CHECK)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def run(self, request, pk=None):
        """Brings in everything that the check let through, or nothing."""
        return self._begin(Work.BRING_IN)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def undo(self, request, pk=None):
        """Takes back what came in, except stories that somebody has worked on since."""
        return self._begin(Work.UNDO)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def stop(self, request, pk=None):
        """Ends the work that goes on in the background; nothing of it has happened."""
        run = self.get_object()
        jobs.stop(run=run)
        return self._fresh(run)
