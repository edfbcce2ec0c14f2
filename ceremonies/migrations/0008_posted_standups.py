import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ceremonies", "0007_reviews")]

    operations = [
        migrations.RenameModel("StandupDigest", "PostedStandup"),
        migrations.RemoveConstraint("PostedStandup", "one_standup_digest_per_day"),
        migrations.AlterField(
            "PostedStandup",
            "team",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="posted_standups", to="teams.team"
            ),
        ),
        migrations.AddConstraint(
            "PostedStandup", models.UniqueConstraint(fields=("team", "day"), name="one_standup_posted_per_day")
        ),
    ]
