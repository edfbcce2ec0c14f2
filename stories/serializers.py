"""How stories and what belongs to them look in the API, and what it accepts."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from stories.comments.queries import text_today
from stories.links.rules import WAY_NAMES
from stories.models import (
    Attachment,
    ChecklistItem,
    Comment,
    CommentVersion,
    Criterion,
    Epic,
    Impediment,
    Label,
    LabelMerge,
    Persona,
    Status,
    Story,
    StoryLink,
    Task,
)
from stories.models.persona import ICONS
from stories.rules import KIND_NAMES, Category, Gate

KINDS = [(kind.value, name) for kind, name in KIND_NAMES.items()]


class PersonaSerializer(serializers.ModelSerializer):
    class Meta:
        model = Persona
        fields = ["id", "organisation", "name", "role", "goals", "frustrations", "icon", "tone", "retired_at"]


class PersonaFieldsSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=60)
    role = serializers.CharField(max_length=160, allow_blank=True, required=False)
    goals = serializers.CharField(max_length=2000, allow_blank=True, required=False)
    frustrations = serializers.CharField(max_length=2000, allow_blank=True, required=False)
    icon = serializers.ChoiceField(ICONS, required=False)
    tone = serializers.IntegerField(min_value=1, max_value=8, required=False)


class NewPersonaSerializer(PersonaFieldsSerializer):
    organisation = serializers.IntegerField(min_value=1)


class EpicSerializer(serializers.ModelSerializer):
    class Meta:
        model = Epic
        fields = ["id", "team", "name", "description", "retired_at"]


class EpicChangeSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=80, required=False)
    description = serializers.CharField(max_length=10000, allow_blank=True, required=False)


class LabelSerializer(serializers.ModelSerializer):
    class Meta:
        model = Label
        fields = ["id", "team", "name", "mentors"]


class LabelMergeSerializer(serializers.ModelSerializer):
    """A label that went into another one; `taken_back_as` is the label that it became again."""

    class Meta:
        model = LabelMerge
        fields = ["id", "team", "name", "into", "by", "at", "taken_back_as"]
        read_only_fields = fields


class MentorsSerializer(serializers.Serializer):
    mentors = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=50)


class NameSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=40)


class MergeSerializer(serializers.Serializer):
    into = serializers.IntegerField(min_value=1)


class NewNameSerializer(serializers.Serializer):
    team = serializers.IntegerField(min_value=1)
    name = serializers.CharField(max_length=80)


class StatusSerializer(serializers.ModelSerializer):
    class Meta:
        model = Status
        fields = ["id", "team", "name", "category", "position", "wip_limit"]


class NewStatusSerializer(serializers.Serializer):
    team = serializers.IntegerField(min_value=1)
    name = serializers.CharField(max_length=40)
    category = serializers.ChoiceField([category.value for category in Category])
    wip_limit = serializers.IntegerField(min_value=1, max_value=99, required=False, allow_null=True)


class StatusFieldsSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=40, required=False)
    wip_limit = serializers.IntegerField(min_value=1, max_value=99, required=False, allow_null=True)
    position = serializers.IntegerField(min_value=0, max_value=99, required=False)


class ChecklistItemSerializer(serializers.ModelSerializer):
    class Meta:
        model = ChecklistItem
        fields = ["id", "team", "gate", "kind", "text", "position"]


class NewChecklistItemSerializer(serializers.Serializer):
    team = serializers.IntegerField(min_value=1)
    gate = serializers.ChoiceField([gate.value for gate in Gate])
    kind = serializers.ChoiceField(KINDS, required=False, allow_blank=True)
    text = serializers.CharField(max_length=160)


class CriterionSerializer(serializers.ModelSerializer):
    class Meta:
        model = Criterion
        fields = ["id", "story", "position", "text", "given", "when", "then", "met_at", "met_by"]


class CriterionFieldsSerializer(serializers.Serializer):
    text = serializers.CharField(max_length=500, allow_blank=True, required=False)
    given = serializers.CharField(max_length=300, allow_blank=True, required=False)
    when = serializers.CharField(max_length=300, allow_blank=True, required=False)
    then = serializers.CharField(max_length=300, allow_blank=True, required=False)


class NewCriterionSerializer(CriterionFieldsSerializer):
    story = serializers.IntegerField(min_value=1)


class CriterionChangeSerializer(CriterionFieldsSerializer):
    met = serializers.BooleanField(required=False)


class TaskSerializer(serializers.ModelSerializer):
    class Meta:
        model = Task
        fields = ["id", "story", "position", "text", "done_at", "done_by"]


class NewTaskSerializer(serializers.Serializer):
    story = serializers.IntegerField(min_value=1)
    text = serializers.CharField(max_length=200)


class TaskChangeSerializer(serializers.Serializer):
    done = serializers.BooleanField()


class CommentVersionSerializer(serializers.ModelSerializer):
    class Meta:
        model = CommentVersion
        fields = ["text", "written_at"]


class CommentSerializer(serializers.ModelSerializer):
    text = serializers.SerializerMethodField()
    mentions = serializers.SerializerMethodField()
    versions = CommentVersionSerializer(many=True)

    class Meta:
        model = Comment
        fields = ["id", "story", "author", "text", "mentions", "written_at", "edited_at", "versions"]

    def get_text(self, comment: Comment) -> str:
        return text_today(comment)

    def get_mentions(self, comment: Comment) -> list[int]:
        return [mention.person_id for mention in comment.mentions.all()]


class CommentTextSerializer(serializers.Serializer):
    text = serializers.CharField(max_length=10000)


class NewCommentSerializer(CommentTextSerializer):
    story = serializers.IntegerField(min_value=1)


class AttachmentSerializer(serializers.ModelSerializer):
    class Meta:
        model = Attachment
        fields = ["id", "story", "name", "content_type", "size", "added_by", "added_at"]


class NewAttachmentSerializer(serializers.Serializer):
    story = serializers.IntegerField(min_value=1)
    file = serializers.FileField(max_length=200, use_url=False)


class StoryLinkSerializer(serializers.ModelSerializer):
    class Meta:
        model = StoryLink
        fields = ["id", "source", "kind", "target", "made_by", "made_at"]


class NewStoryLinkSerializer(serializers.Serializer):
    story = serializers.IntegerField(min_value=1)
    way = serializers.ChoiceField([(way.value, name) for way, name in WAY_NAMES.items()])
    other = serializers.IntegerField(min_value=1)


class ImpedimentSerializer(serializers.ModelSerializer):
    class Meta:
        model = Impediment
        fields = [
            "id", "team", "story", "title", "next_step", "owner", "raised_by", "opened_at", "resolved_at", "resolution",
            "other_team",
        ]  # fmt: skip


class NewImpedimentSerializer(serializers.Serializer):
    team = serializers.IntegerField(min_value=1)
    story = serializers.IntegerField(min_value=1, required=False, allow_null=True)
    title = serializers.CharField(max_length=200)
    next_step = serializers.CharField(max_length=200, allow_blank=True, required=False)
    other_team = serializers.IntegerField(min_value=1, required=False, allow_null=True)


class FollowUpSerializer(serializers.Serializer):
    """What is left out stays as it is."""

    next_step = serializers.CharField(max_length=200, allow_blank=True, required=False)
    owner = serializers.IntegerField(min_value=1, required=False, allow_null=True)
    other_team = serializers.IntegerField(min_value=1, required=False, allow_null=True)


class ResolutionSerializer(serializers.Serializer):
    resolution = serializers.CharField(max_length=300, allow_blank=True, required=False)


class StorySerializer(serializers.ModelSerializer):
    sentence = serializers.SerializerMethodField()
    status = StatusSerializer()
    criteria = CriterionSerializer(many=True)
    tasks = TaskSerializer(many=True)

    class Meta:
        model = Story
        fields = [
            "id", "team", "key", "kind", "title", "persona", "goal", "value", "sentence", "description", "question",
            "points", "timebox_days", "status", "epic", "labels", "assignees", "criteria", "tasks", "in_backlog",
            "archived_at", "external_key", "edit_version", "created_at", "created_by", "updated_at",
        ]  # fmt: skip

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_sentence(self, story: Story) -> str | None:
        return str(story.sentence) if story.sentence else None


class StoryFieldsSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(KINDS, required=False)
    title = serializers.CharField(max_length=200, allow_blank=True, required=False)
    persona = serializers.IntegerField(min_value=1, required=False, allow_null=True)
    goal = serializers.CharField(max_length=2000, allow_blank=True, required=False)
    value = serializers.CharField(max_length=2000, allow_blank=True, required=False)
    description = serializers.CharField(max_length=20000, allow_blank=True, required=False)
    question = serializers.CharField(max_length=2000, allow_blank=True, required=False)
    points = serializers.DecimalField(max_digits=6, decimal_places=2, required=False, allow_null=True)
    timebox_days = serializers.DecimalField(max_digits=3, decimal_places=1, required=False, allow_null=True)
    epic = serializers.IntegerField(min_value=1, required=False, allow_null=True)
    labels = serializers.ListField(child=serializers.IntegerField(min_value=1), required=False, max_length=50)
    assignees = serializers.ListField(child=serializers.IntegerField(min_value=1), required=False, max_length=20)


class NewStorySerializer(StoryFieldsSerializer):
    team = serializers.IntegerField(min_value=1)
    criteria = serializers.ListField(child=serializers.CharField(max_length=500), required=False, max_length=50)
    top = serializers.BooleanField(required=False)
    external_key = serializers.CharField(max_length=60, required=False, allow_blank=True)


class StoryChangeSerializer(StoryFieldsSerializer):
    seen_version = serializers.IntegerField(min_value=1, required=False)


class EstimateSerializer(serializers.Serializer):
    points = serializers.DecimalField(max_digits=6, decimal_places=2, allow_null=True)
    reason = serializers.CharField(max_length=500, allow_blank=True, required=False)


class MoveSerializer(serializers.Serializer):
    status = serializers.IntegerField(min_value=1)
    override_reason = serializers.CharField(max_length=500, required=False)


class RankSerializer(serializers.Serializer):
    """Directly `before` or `after` a story (its id), or at a `position` (1 is the top)."""

    before = serializers.IntegerField(min_value=1, required=False)
    after = serializers.IntegerField(min_value=1, required=False)
    position = serializers.IntegerField(min_value=1, required=False)


class ReasonSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=500, allow_blank=True, required=False)


class TickSerializer(serializers.Serializer):
    item = serializers.IntegerField(min_value=1)
    ticked = serializers.BooleanField()


class ReadinessSerializer(serializers.Serializer):
    ready = serializers.BooleanField()
    done = serializers.BooleanField()
    ready_gaps = serializers.ListField(child=serializers.CharField())
    done_gaps = serializers.ListField(child=serializers.CharField())
