from django.apps import AppConfig

from live import topics


class AlertingConfig(AppConfig):
    """Alert rules of the reference project. Their tables point at people and teams, so they stand in the main
    database, apart from the readings."""

    name = "telemetry_demo.alerting"
    label = "telemetry_alerting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from telemetry_demo.alerting.listening import may_hear_alerts

        topics.register("alerts", may_hear_alerts)
