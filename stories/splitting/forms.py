"""What a split form sends: `part_1`, `part_2`, …, and for every criterion `criterion_<id>` with a part's number."""

from collections.abc import Mapping

from stories.models import Story
from stories.splitting.rules import MOST_PARTS, Part, placed


def parts_sent(data: Mapping[str, str], story: Story) -> list[Part]:
    """The parts as typed; whether they are good is the service's to say."""
    words = [data[name] for number in range(1, MOST_PARTS + 1) if (name := f"part_{number}") in data]
    keys = story.criteria.values_list("pk", flat=True)
    choices = {key: data.get(f"criterion_{key}", "") for key in keys}
    return [Part(text, placed(choices, number)) for number, text in enumerate(words, start=1)]
