from django.db import models


class SignIn(models.Model):
    """One session of one person, as they see it in their list."""

    user = models.ForeignKey("teams.User", models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=60)
    place = models.CharField("IP address", max_length=45, blank=True)
    signed_in_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.device
