from django.db import migrations


def forget_what_nobody_entered(apps, schema_editor):
    """Plans used to begin with one row per person and their usual share. Now a row means that somebody typed it."""
    Capacity = apps.get_model("sprints", "Capacity")
    for row in Capacity.objects.filter(sprint__state="planned", days_off=0).select_related("sprint"):
        member = row.user.team_memberships.filter(team=row.sprint.team_id).first()
        if member is None or member.allocation == row.allocation:
            row.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("sprints", "0003_recorded_at_is_a_default"),
        ("teams", "0003_availability"),
    ]

    operations = [migrations.RunPython(forget_what_nobody_entered, migrations.RunPython.noop)]
