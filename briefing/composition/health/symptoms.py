"""What is wrong with a source today: each rule looks for one thing and says it in a sentence.

Most of them look for failures that look like success: an answer with status 200 that is not what it should be, or a
list that can be read and says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from briefing.composition.health.measuring import Measured
from briefing.composition.health.patience import patience_for
from briefing.records.source_day import SourceDay

USUAL_DAYS = 10  # earlier days that tell what is usual of a source
_LEAST_DAYS = 2  # from so many on there is something usual
_OLD_SAMPLE = timedelta(days=365)
_SHORT = 0.25  # of the usual size
_FEW_WORDS = 240
SILENCES = ("silent", "frozen", "old_sample", "empty_list", "never_anything")
VOLUME = ("few_items", "many_items")
_TURNED = (
    *SILENCES,
    "dates_gone",
    "short_body",
    "same_answer",
    "same_page",
    "wrong_language",
    "pages_without_text",
)
_SPELLS = 2  # a list that was empty so many times and filled again may be empty


@dataclass(frozen=True)
class Symptom:
    """``fault`` is a class to group by, ``words`` what was seen."""

    fault: str
    words: str


@dataclass(frozen=True)
class Silence:
    """``hours`` since the newest new thing, None while nothing is known of it; ``since`` is when that came out."""

    hours: float | None
    since: datetime | None
    is_known: bool


def silence_of(today: Measured, last: SourceDay | None) -> Silence:
    """From the newest thing that ever was new; without any, from when the source was first read."""
    before = last.last_new_at if last else None
    newest = max(filter(None, (before, today.newest_new_at)), default=None)
    since = newest or (last.watched_from if last else None)
    if since is None:
        return Silence(None, None, False)
    return Silence(
        round(max(0.0, (today.looked_at - since).total_seconds() / 3600), 1), since, newest is not None
    )


def content_symptoms(
    today: Measured, earlier: Sequence[SourceDay], silence: Silence, unchanged_since: str
) -> list[Symptom]:
    """What is wrong with a source some of whose seeds could be read, worst first. ``earlier`` are its judged days,
    oldest first."""
    usual = usual_days(earlier)
    before = next((day.fault for day in reversed(earlier) if day.reached), "")
    silences = list(_silence(today, silence, unchanged_since))
    emptiness = _emptiness(today, usual, is_still=before == "empty_list", spells=_empty_spells(earlier))
    told = {symptom.fault for symptom in silences}
    return [
        *silences,
        *_ways_in(today),
        *_same(today),
        *(symptom for symptom in emptiness if symptom.fault not in told),
        *_dates(today, usual, is_still=before == "dates_gone"),
        *_language(today),
        *_pages(today, usual, is_still=before == "pages_without_text"),
        *_volume(today, silence),
    ]


def usual_days(earlier: Sequence[SourceDay]) -> list[SourceDay]:
    """The newest of the days on which it was read that tell what is usual of it, oldest first.

    An illness must not become what is usual: days in trouble are left out, but for those that were only thin or full.
    A source that was never well long enough is measured by the days on which its content was what it should be.
    """
    read = [day for day in earlier if day.reached]
    well = [day for day in read if day.fault in ("", *VOLUME)]
    if len(well) < _LEAST_DAYS:
        well = [day for day in read if day.fault not in _TURNED]
    return well[-USUAL_DAYS:]


def _empty_spells(earlier: Sequence[SourceDay]) -> int:
    """How many times its list was empty, for a day or for many, and then held something again."""
    found = [day.found for day in earlier if day.reached]
    return sum(not one and bool(after) for one, after in pairwise(found))


def _silence(today: Measured, silence: Silence, unchanged_since: str) -> Iterator[Symptom]:
    allowed = today.source.healthy_day.silence_hours
    if silence.hours is None or silence.since is None or silence.hours <= allowed:
        return
    since = f"{silence.since:%Y-%m-%d %H:%M} UTC"
    hours = f"{silence.hours:,.0f} hours, {allowed:,} are allowed"
    if not silence.is_known:
        yield Symptom("never_anything", f"nothing new has come since it is watched, {since}: {hours}")
        return
    if today.found == 0:
        yield Symptom(
            "empty_list", f"its list can be read and is empty; the newest item is of {since}: {hours}"
        )
        return
    if today.is_first_sight and silence.hours >= _OLD_SAMPLE.total_seconds() / 3600:
        yield Symptom("old_sample", f"the newest of its {today.found} entries is of {since}, an old copy")
        return
    frozen = today.new == 0 and not today.is_first_sight
    same = f", byte for byte since {unchanged_since}" if frozen and unchanged_since else ""
    read = f"all {today.found} entries were read before{same}; " if frozen else ""
    yield Symptom("frozen" if frozen else "silent", f"{read}nothing newer than {since}: {hours}")


def is_frozen_for_good(today: Measured, silence: Silence, days_watched: int) -> bool:
    """Silent far beyond what its cadence allows; believed at first sight only where it is a matter of years."""
    if silence.hours is None:
        return False
    healthy = today.source.healthy_day
    limit = patience_for(today.source.cadence, healthy.silence_hours).frozen
    silent = timedelta(hours=silence.hours)
    return silent >= limit and (days_watched >= _LEAST_DAYS or (silence.is_known and silent >= _OLD_SAMPLE))


def down_symptom(today: Measured, usual: Sequence[SourceDay]) -> Symptom:
    """The worst of a source none of whose seeds could be read: what most of them say."""
    asked = today.asked
    faults = [answer.fault for answer in asked]
    fault = max(dict.fromkeys(faults), key=faults.count)
    words = next(answer.words for answer in asked if answer.fault == fault)
    ways = (
        "" if len(asked) == 1 else f"none of {len(asked)} ways in could be read; {faults.count(fault)} say: "
    )
    short = "".join(f"; {s.words}" for s in _short_body(today, usual))
    again = f"; {today.same_answer} ways in answered with the same page" if today.same_answer else ""
    return Symptom(fault, f"{ways}{words[:_FEW_WORDS]}{short}{again}")


def _ways_in(today: Measured) -> Iterator[Symptom]:
    bad = [answer for answer in today.asked if answer.way != "read"]
    if not bad:
        return
    first = bad[0]
    more = f" and {len(bad) - 1} more" if len(bad) > 1 else ""
    through = f" through {', '.join(today.egress)}" if first.way == "blocked" and today.egress else ""
    yield Symptom(
        first.fault,
        f"{len(today.reached)} of {len(today.asked)} ways in could be read; {first.seed}{more}: "
        f"{first.words[:_FEW_WORDS]}{through}",
    )


def _same(today: Measured) -> Iterator[Symptom]:
    if today.same_answer:
        yield Symptom(
            "same_answer",
            f"{today.same_answer} of its ways in answered with the same bytes: one page for any address",
        )


def _emptiness(
    today: Measured, usual: Sequence[SourceDay], *, is_still: bool, spells: int
) -> Iterator[Symptom]:
    """A list that is empty where it never is. Of a page per date, nothing on a quiet day is what it should say.

    ``is_still``: it was so when it was last read. ``spells`` counts the times that it was empty and filled again.
    """
    if today.found or any(_is_dated(seed) for seed in today.source.seeds().values()):
        return
    is_never = len(usual) >= _LEAST_DAYS and all(day.found for day in usual)
    is_turned = (is_never or is_still) and spells < _SPELLS
    is_needed = today.source.healthy_day.min_items >= 1
    if is_needed or is_turned:
        before = "it never should be" if is_needed else "it used to hold something"
        if is_never:
            before = f"{median(day.found for day in usual):.0f} entries are usual"
        yield Symptom("empty_list", f"its list can be read and is empty; {before}")
    yield from _short_body(today, usual)


def _is_dated(seed: object) -> bool:
    return "{date" in repr(seed) or "{yyyymmdd" in repr(seed) or "{from" in repr(seed)


def _short_body(today: Measured, usual: Sequence[SourceDay]) -> Iterator[Symptom]:
    sizes = [day.seed_bytes for day in usual if day.seed_bytes]
    statuses = {a.capture.status for a in today.asked if a.capture and a.capture.outcome == "fetched"}
    if statuses != {200}:
        return  # an error's page is short by nature
    if today.found or today.seed_bytes is None or len(sizes) < _LEAST_DAYS:
        return
    size = median(sizes)
    if today.seed_bytes < _SHORT * size:
        words = f"{today.seed_bytes:,} bytes where {size:,.0f} are usual: cut short, perhaps throttled"
        yield Symptom("short_body", words)


def _dates(today: Measured, usual: Sequence[SourceDay], *, is_still: bool) -> Iterator[Symptom]:
    """``is_still``: its dates were gone when it was last read; the days that had some may lie too far back by now."""
    if today.found < 3 or today.dated:
        return
    shares = [day.dated / day.found for day in usual if day.found]
    none = f"none of {today.found} entries has a date"
    if len(shares) >= _LEAST_DAYS and median(shares) >= 0.5:
        yield Symptom("dates_gone", f"{none}; usually {median(shares):.0%} have")
    elif is_still:
        yield Symptom("dates_gone", f"{none}; they used to")


def _language(today: Measured) -> Iterator[Symptom]:
    if today.in_language is not None and today.in_language < 0.3:
        seen, declared = ", ".join(today.languages_seen), ", ".join(today.source.languages)
        words = (
            f"its titles are in {seen}, it is described as {declared} ({today.in_language:.0%} of them are)"
        )
        yield Symptom("wrong_language", words)


def _pages(today: Measured, usual: Sequence[SourceDay], *, is_still: bool) -> Iterator[Symptom]:
    tried = today.pages_fetched + today.pages_failed
    if today.same_page >= 3 and 2 * today.same_page > today.pages_fetched:
        words = (
            f"{today.same_page} of {today.pages_fetched} article pages say the same: one page for any address"
        )
        yield Symptom("same_page", words)
    before = [day.page_digest for day in usual if day.page_digest][-_LEAST_DAYS:]
    if today.page_digest and len(before) == _LEAST_DAYS and set(before) == {today.page_digest}:
        words = f"the pages of its new items say what those of {_LEAST_DAYS} earlier days said"
        yield Symptom("same_page", f"{words}: one page for any address")
    are_all = tried >= 2 and not today.pages_fetched
    if are_all or (tried >= 4 and 2 * today.pages_failed > tried):
        yield Symptom("pages_fail", f"{today.pages_failed} of {tried} article pages failed")
    had_text = is_still or any(day.pages_read for day in usual)
    if today.pages_fetched >= 3 and not today.pages_read and had_text:
        words = f"none of {today.pages_fetched} article pages holds a text that can be read; they used to"
        yield Symptom("pages_without_text", words)


def _volume(today: Measured, silence: Silence) -> Iterator[Symptom]:
    healthy = today.source.healthy_day
    # Of a day that is still going on, only as much as has passed of it.
    least = int(healthy.min_items * today.of_the_day)
    is_silent = silence.hours is not None and silence.hours > healthy.silence_hours
    is_whole = all(answer.way != "absent" for answer in today.answers)  # an archive may lack one of its lists
    if today.in_window < least and not is_silent and is_whole:
        few = f"{today.in_window} items where a healthy day has at least {healthy.min_items}"
        yield Symptom("few_items", few if today.of_the_day >= 1 else f"{few}, {least} by now")
    if today.in_window > healthy.max_items:
        yield Symptom(
            "many_items", f"{today.in_window} items where a healthy day has at most {healthy.max_items}"
        )
