"""The report of a release: when it is likely done, how it got there, and what was decided about it."""

from collections.abc import Iterator
from datetime import datetime
from string import Formatter

from django.utils import timezone
from django.utils.formats import date_format

from forecasting.deciding.queries import open_questions
from forecasting.models import Release, ShareLink, Verdict
from forecasting.record.queries import record_of
from forecasting.releases.charts import release_chart
from forecasting.releases.queries import release_forecast
from forecasting.releases.rules import words
from forecasting.releases.rules.forecast import ReleaseForecast
from forecasting.releases.rules.plan import LIKELY
from forecasting.releases.rules.words import day_text, percent
from forecasting.report.of_velocity import kept_pace, trust
from forecasting.report.telling import Odd, Part, Picture, Question, Report, Run, Said, said, strong
from forecasting.velocity.rules import in_words

LEGEND = (("actual", "Done so far"), ("scope", "Scope"), ("fan", "Likely range: 50, 80 and 95%"))
LATEST_VERDICTS = 6


def release_report(link: ShareLink, now: datetime) -> Report:
    """The forecast with its burn-up, the team's pace, how far to trust it, and decisions; names only where allowed."""
    release = link.release
    forecast, (pace, news) = release_forecast(release, now), kept_pace(release.team)
    burn_up = Picture(release_chart(forecast), "When we expect to be done", _under(forecast), LEGEND)
    verdicts = [*_verdicts(release, names_allowed=link.names_allowed)]
    parts = [_work(forecast), *news, trust(record_of(release.team))]
    return Report(
        team=release.team,
        made_at=now,
        title=f"{release.name}: forecast of {release.team.name}",
        eyebrow=_eyebrow(forecast),
        answer=_told(forecast.sentence),
        lead=_told(forecast.more),
        odds=[*_odds(forecast)],
        pictures=[burn_up, *pace] if forecast.history else pace,
        questions=[Question(one.pk, one.question) for one in open_questions(link)],
        parts=[*parts, Part("decisions", "Decisions so far", verdicts)] if verdicts else parts,
    )


def _told(sentence: words.Said) -> Said:
    """Words with a `{}` for each strong value, as runs."""
    values = iter(sentence.values)
    runs = []
    for literal, field, *_ in Formatter().parse(sentence.text):
        runs += said(literal, *([strong(next(values))] if field is not None else []))
    return tuple(runs)


def _eyebrow(forecast: ReleaseForecast) -> str:
    left = f"{in_words(forecast.remaining)} of {in_words(forecast.scope)} points left"
    return f"{forecast.goal} · {left}" if forecast.goal else left


def _under(forecast: ReleaseForecast) -> str:
    known = forecast.sprints_known
    return f"Points, forecast from {known} finished sprint{'s' * (known != 1)}" if forecast.fan else "Points"


def _odds(forecast: ReleaseForecast) -> Iterator[Odd]:
    """The days quoted at 50, 85 and 95 %, and the target; each day once, in order."""
    marked: dict = {}
    if forecast.target is not None and forecast.by_target is not None:
        marked[forecast.target] = Odd(f"Target, {day_text(forecast.target, forecast.made_on)}", forecast.by_target)
    for quote in forecast.dates:
        if (reached := quote.reached) is not None:
            likely = quote.probability == LIKELY or (reached.day in marked and marked[reached.day].is_likely)
            label = (
                marked[reached.day].label if reached.day in marked else f"By {day_text(reached.day, forecast.made_on)}"
            )
            marked[reached.day] = Odd(label, reached.chance, is_likely=likely)
    yield from (odd for _, odd in sorted(marked.items()))


def _work(forecast: ReleaseForecast) -> Part:
    return Part("work", "What is in it", [*_of_work(forecast)])


def _of_work(forecast: ReleaseForecast) -> Iterator[Said]:
    done = strong(f"{forecast.stories_done} of {forecast.stories} stories are done")
    yield said(done, f", {in_words(forecast.done)} of {in_words(forecast.scope)} points.")
    if count := forecast.unestimated:
        many = "1 open story is" if count == 1 else f"{count} open stories are"
        yield said(f"{many} not estimated yet, taken as {in_words(forecast.assumed)} points by the usual size.")
    if forecast.growth_sprints:
        grows = f"about {in_words(forecast.growth)} points a sprint" if forecast.growth >= 0.05 else "hardly at all"
        yield said("The scope has grown ", strong(grows), ". The forecast expects that it goes on.")


def _verdicts(release: Release, *, names_allowed: bool) -> Iterator[Said]:
    """The latest of what was decided, newest first, with the chance that was seen."""
    rows = Verdict.objects.filter(decision__release=release).order_by("-decided_at", "-pk")
    for verdict in rows.select_related("decision", "forecast", "decided_by", "stakeholder")[:LATEST_VERDICTS]:
        day = date_format(timezone.localtime(verdict.decided_at), "j F")
        who = f"{verdict.who}, {day}" if names_allowed else day
        yield said(_choice(verdict), f": {verdict.decision} ({who}{_seen(verdict)})")


def _choice(verdict: Verdict) -> Run:
    return strong(verdict.get_choice_display())


def _seen(verdict: Verdict) -> str:
    chance = verdict.forecast.said.get("by_target")
    return f"; by the target it was {percent(chance)} likely then" if chance is not None else ""
