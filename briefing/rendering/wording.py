"""What a reader is told, in words: dates, zeros, states. Every surface that prints an edition uses these."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from briefing.records.edition import Line, MonitoredKind, SourceAccount
from briefing.records.finding import Finding
from briefing.taxonomy.countries import country as country_of

# Month names as American newsrooms abbreviate them; written out so that no locale can change the bytes.
_MONTHS = ("Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

ZERO_WORDS: dict[str, str] = {
    "nothing_published": "nothing published",
    "fetch_failed": "fetch failed",
    "not_due": "not due",
    "no_source_configured": "no source configured",
}

_PAGE_STATES: dict[str, str] = {
    "not_in_archive": "The article page was not in the archive",
    "refused_by_robots": "The site’s robots.txt does not allow the article page to be fetched",
    "refused_unsafe": "The article’s address is one that is never fetched",
    "fetched": "No article text could be read from the page",
}

_PRECISIONS: dict[str, str] = {
    "second": "to the second",
    "minute": "to the minute",
    "hour": "to the hour",
    "day": "to the day",
}

SOURCE_STATES: dict[str, str] = {
    "healthy": "healthy",
    "late": "late",
    "degraded": "degraded",
    "dead": "dead",
    "blocked": "blocked",
    "failed": "failed",
    "disabled": "disabled",
    "not_due": "not due",
    "unknown": "not in this archive",
    "withheld": "withheld",
}
_CONCERNS = 0.7  # a country named in the headline or the lead
_NAMED = 5  # sources that a line names; the rest it counts, and the table below lists them all

# A government release should reach its reader within a day of being published.
PROMISED_LATENCY_HOURS = 24.0


def date_words(day: date) -> str:
    """``March 10, 2026``, ``Jan. 5, 2026``."""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def long_date_words(day: date) -> str:
    """``Tuesday, March 10, 2026``."""
    return f"{_WEEKDAYS[day.weekday()]}, {date_words(day)}"


def local_words(instant: datetime, zone: ZoneInfo) -> str:
    """Date and minute on the country's clock: ``March 10, 2026, 14:05``."""
    local = instant.astimezone(zone)
    return f"{date_words(local.date())}, {local:%H:%M}"


def utc_words(instant: datetime) -> str:
    """``2026-03-10 05:05:09 UTC``, for those who trace."""
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def offset_words(instant: datetime, zone: ZoneInfo) -> str:
    """The zone's distance from UTC at that instant: ``UTC+9``, ``UTC+5:30``."""
    offset = instant.astimezone(zone).utcoffset()
    if offset is None:
        raise ValueError(f"zone {zone.key} has no offset at {instant}")
    minutes = round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")


def published_words(line: Line, zone: ZoneInfo) -> str:
    """When an item was published, no more exactly than is known, on the country's clock."""
    first_seen = f"first seen {local_words(line.first_seen_at, zone)}"
    if line.published_at is None:
        return f"undated; {first_seen}"
    if line.published_precision == "day":
        written = date_words(line.published_at.astimezone(zone).date())
    elif line.published_precision == "hour":
        written = f"{local_words(line.published_at, zone)}, {precision_words('hour')}"
    else:
        written = local_words(line.published_at, zone)
    if line.day_basis == "published":
        return written
    return f"dated {written}; {'found late, ' if line.day_basis == 'found_late' else ''}{first_seen}"


def precision_words(precision: str) -> str:
    """How exactly a publication is known: ``to the minute``."""
    return _PRECISIONS.get(precision, precision)


def zero_words(kind: MonitoredKind) -> str:
    """Which zero a count is, with the detail a reader can use; empty where the count is not zero."""
    if kind.zero_reason is None:
        return ""
    reason = ZERO_WORDS[kind.zero_reason]
    return f"{reason}: {kind.zero_detail}" if kind.zero_detail else reason


def state_words(accounts: Sequence[SourceAccount], state: str) -> str:
    """How many sources are in a state, which, and since when; the longest first. Empty where none is."""
    own = sorted(
        (a for a in accounts if a.state == state), key=lambda a: (a.state_since or date.max, a.source_name)
    )
    named = [
        a.source_name + (f" since {date_words(a.state_since)}" if a.state_since else "") for a in own[:_NAMED]
    ]
    more = f", and {len(own) - _NAMED} more" if len(own) > _NAMED else ""
    return f"{len(own):,}: {', '.join(named)}{more}" if own else ""


def category_words(line: Line) -> tuple[str, ...]:
    """The category fields of an item, each on its own: a risk category, or Undetermined and the other."""
    if line.ops_category is None:
        return (line.risk_category_name or "Undetermined",)
    return (line.risk_category_name or "Undetermined", line.ops_category_name or line.ops_category)


def grounds_words(line: Line) -> str:
    """What an item rests on where that is not its article page; empty where it is."""
    if line.body_basis == "page":
        return ""
    state = line.page_state
    if state in _PAGE_STATES:
        why = _PAGE_STATES[state]
    elif state.startswith("failed"):
        cause = state.removeprefix("failed").lstrip(": ")
        why = "The article page could not be fetched" + (f" ({cause})" if cause else "")
    else:
        why = f"The article page is missing ({state})" if state else "The article page is missing"
    ground = "the headline alone" if line.body_basis == "none" else "the feed entry"
    return f"{why}: this rests on {ground}."


def latency_words(hours: float) -> str:
    """From publication to the edition's cut-off: ``3.5 hours from publication to the cut-off``."""
    rounded = f"{hours:.1f}".removesuffix(".0")
    unit = "hour" if rounded == "1" else "hours"
    late = ", longer than the 24 hours we aim for" if hours > PROMISED_LATENCY_HOURS else ""
    return f"{rounded} {unit} from publication to the cut-off{late}"


def counted(number: int, one: str, many: str) -> str:
    """``1 item``, ``1,204 items``."""
    return f"{number:,} {one if number == 1 else many}"


def elsewhere_words(line: Line, country: str) -> str:
    """Other countries of the desk that an item concerns, by their names in it; empty where there is none."""
    named = [
        country_of(r.country).name for r in line.countries if r.country != country and r.score >= _CONCERNS
    ]
    return ", ".join(named)


def headline_words(line: Line) -> str:
    """The headline that a list of headlines names an item by: in English where it has any, else as published."""
    return line.headline_en or line.headline_original or "Published without a headline"


def note_words(line: Line, country: str) -> tuple[str, ...]:
    """What a reader should know of how far an item can be relied on, each on its own."""
    elsewhere = elsewhere_words(line, country)
    found = (
        f"also concerns {elsewhere}" if elsewhere else "",
        "category set by an analyst"
        if line.decided_by == "analyst"
        else "category less sure than usual, for review"
        if line.needs_review
        else "",
        *finding_words(line.findings),
        f"updated, version {line.item_version}" if line.versions > 1 else "",
        latency_words(line.latency_hours) if line.latency_hours is not None else "",
        grounds_words(line),
    )
    return tuple(f"{words[:1].upper()}{words[1:]}" for words in found if words)


def finding_words(findings: Sequence[Finding]) -> tuple[str, ...]:
    """What the check did to an item's English, a sentence a finding."""
    return tuple(
        f"{_part_words(finding.sentence)} {finding.action}: {finding.detail}" for finding in findings
    )


def _part_words(sentence: int) -> str:
    return "headline" if sentence < 0 else f"sentence {sentence + 1}"
