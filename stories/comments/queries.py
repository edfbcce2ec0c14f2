"""Comments as pages and programs show them, and the people who can be brought in."""

from collections.abc import Iterable

from django.db.models import Prefetch, Q, QuerySet

from stories.comments.rules import replace_mentions
from stories.models import Comment, Mention, Story
from teams.models import Team, User
from teams.rules import OrganisationRole

_HEADS = (OrganisationRole.OWNER, OrganisationRole.ADMIN)


def people_who_see(team: Team) -> QuerySet[User]:
    """Everybody who may read the team's work: its people, and owners and admins of the organisation; by name."""
    on_team = Q(team_memberships__team=team, team_memberships__left_at=None)
    above = Q(organisation_memberships__organisation=team.organisation_id, organisation_memberships__role__in=_HEADS)
    return User.objects.filter(on_team | above, is_active=True).distinct().order_by("name", "pk")


def with_people(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """With authors, mentions and earlier words; three queries more, however many comments there are."""
    mentions = Prefetch("mentions", Mention.objects.select_related("person").order_by("pk"))
    return comments.select_related("author", "story").prefetch_related(mentions, "versions")


def comments_of(story: Story) -> QuerySet[Comment]:
    """What is said about a story, oldest first."""
    return with_people(story.comments.shown())


def names_today(mentions: Iterable[Mention]) -> dict[str, str]:
    """The names written in a comment, in small letters, and what these people are called today."""
    return {mention.written.lower(): str(mention.person) for mention in mentions}


def text_today(comment: Comment) -> str:
    """The comment's Markdown with everybody by the name of today."""
    names = names_today(comment.mentions.all())
    return replace_mentions(comment.text, names, lambda name: f"@{names[name]}" if name in names else None)
