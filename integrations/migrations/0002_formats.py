"""Runs know the format of their file instead of what is in it."""

from django.db import migrations, models

FORMAT_OF = {"stories": "csv"}


def name_formats(apps, schema_editor):
    runs = apps.get_model("integrations", "ImportRun").objects
    for kind, slug in FORMAT_OF.items():
        runs.filter(format=kind).update(format=slug)


def name_kinds(apps, schema_editor):
    runs = apps.get_model("integrations", "ImportRun").objects
    for kind, slug in FORMAT_OF.items():
        runs.filter(format=slug).update(format=kind)


class Migration(migrations.Migration):
    dependencies = [("integrations", "0001_initial")]

    operations = [
        migrations.RenameField("importrun", "kind", "format"),
        migrations.AlterField(
            "importrun",
            "format",
            models.CharField(
                choices=[
                    ("csv", "csv"),
                    ("history", "history"),
                    ("jira-csv", "jira-csv"),
                    ("jira-sprint-report", "jira-sprint-report"),
                    ("github-json", "github-json"),
                    ("taiga-json", "taiga-json"),
                ],
                max_length=20,
            ),
        ),
        migrations.RunPython(name_formats, name_kinds),
    ]
