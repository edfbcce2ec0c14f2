from django.db import models

from stories.models.story import Story


class SearchText(models.Model):
    """The words of one story as a search compares them; kept by `stories.search`, never shown.

    `scope` names the team, so that the index itself keeps teams apart. What makes it quick is the database's own:
    see `stories/search/engines.py`.
    """

    story = models.OneToOneField(Story, models.CASCADE, primary_key=True, related_name="search_text")
    scope = models.CharField(max_length=24)
    title = models.TextField()
    sentence = models.TextField()
    body = models.TextField()

    def __str__(self) -> str:
        return self.title
