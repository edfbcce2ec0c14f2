"""One's own notifications in the API."""

from django.utils import timezone
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.response import Response

from core.errors import NotAllowed
from teams.models import Notification
from teams.notifications import serializers
from teams.notifications.queries import choices_of, habits_of, notifications_of
from teams.notifications.rules import Kind, Wish, clean_digest_time
from teams.notifications.services.choosing import choose_digest, choose_notifications
from teams.notifications.services.telling import mark_read
from teams.rest import ApiViewSet
from teams.tokens.rules import Scope


class NotificationViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet):
    """What you were told, newest first."""

    queryset = Notification.objects.none()
    serializer_class = serializers.NotificationSerializer
    scopes = {"list": Scope.READ, "retrieve": Scope.READ, "mark_as_read": Scope.SETTINGS}

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return notifications_of(self.request.user)

    @extend_schema(request=None, responses=serializers.NotificationSerializer)
    @action(detail=True, methods=["post"], url_path="read", url_name="read")
    def mark_as_read(self, request, pk=None):
        """Marks it as read."""
        found = self.get_object()
        mark_read(user=request.user, now=timezone.now(), notification=found)
        found.refresh_from_db()
        return self.show(found)


class NotificationChoicesViewSet(ApiViewSet):
    """Where you hear of what, and when the daily letter leaves."""

    queryset = Notification.objects.none()
    serializer_class = serializers.ChoicesSerializer
    pagination_class = None
    scopes = {"list": Scope.READ, "create": Scope.SETTINGS}

    @extend_schema(responses=forced_singular_serializer(serializers.ChoicesSerializer))
    def list(self, request):
        """Your choice for every kind."""
        return self._choices(request.user)

    @extend_schema(responses={200: serializers.ChoicesSerializer})
    def create(self, request):
        """Changes where you hear of what."""
        user, body = request.user, self.read(serializers.ChoicesSerializer)
        if user.grant and (user.grant.team or user.grant.organisation):
            raise NotAllowed("This token is limited, and your choice holds everywhere.", fix="Use one without a limit.")
        wishes = {Kind(one["kind"]): Wish(one["here"], one["mail"]) for one in body.get("choices", ())}
        choose_notifications(user=user, wishes=wishes)
        if "has_digest" in body or "digest_at" in body:
            habit = habits_of([user.pk])[user.pk]
            choose_digest(
                user=user,
                has_digest=body.get("has_digest", habit.has_digest),
                digest_at=clean_digest_time(body["digest_at"]) if "digest_at" in body else habit.digest_at,
                now=timezone.now(),
            )
        return self._choices(user)

    def _choices(self, user) -> Response:
        habit = habits_of([user.pk])[user.pk]
        told = [{"kind": kind, "here": wish.here, "mail": wish.mail} for kind, wish in choices_of(user).items()]
        return Response({"choices": told, "has_digest": habit.has_digest, "digest_at": f"{habit.digest_at:%H:%M}"})
