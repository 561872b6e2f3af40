"""The state of a source on a day, with the evidence, from its figures and its earlier days.

``judge_day`` is a pure function: the same tables and the same earlier days give the same rows. A past day that is
judged again sees only what lies before it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from briefing.composition.health.alerting import alert_for
from briefing.composition.health.answers import NETWORK_FAULTS, OWN_REFUSALS
from briefing.composition.health.measuring import Measured, Tables, measure_sources
from briefing.composition.health.patience import patience_for
from briefing.composition.health.symptoms import (
    SILENCES,
    Silence,
    Symptom,
    content_symptoms,
    down_symptom,
    is_frozen_for_good,
    silence_of,
    usual_days,
)
from briefing.enrichment.language import LanguageIdentifier
from briefing.records.monitoring_day import MonitoringDay
from briefing.records.source import Source
from briefing.records.source_day import TROUBLED, HealthState, SourceDay

OUTAGE_FROM = 5  # sources that fail at once, none reached: from so many on it is our own network
_REFUSED = re.compile(r"answered (?:401|403|429|503)|asked not to be asked|retry-after", re.IGNORECASE)


@dataclass(frozen=True)
class _Ruling:
    """A state and what it rests on."""

    state: HealthState
    symptoms: tuple[Symptom, ...] = ()
    words: str = ""
    is_down: bool = False


def judge_day(
    sources: Sequence[Source],
    day: MonitoringDay,
    tables: Tables,
    history: Mapping[str, Sequence[SourceDay]],
    identifier: LanguageIdentifier,
) -> list[SourceDay]:
    """One row per source, disabled ones too, in order of id.

    ``sources`` are all that the catalogue has for the country; ``history`` maps each to its earlier days, oldest
    first. Raises nothing of its own: what cannot be known is ``unknown``.
    """
    ordered = sorted(sources, key=lambda s: s.id)
    measured = measure_sources(ordered, day, tables, history, identifier)
    is_outage = _is_outage([m for m in measured if m.source.enabled])
    return [
        _judge(today, day, list(history.get(today.source.id, ())), is_outage and bool(_network_faults(today)))
        for today in measured
    ]


def _is_outage(measured: Sequence[Measured]) -> bool:
    """Whether nothing at all was reached, by faults that as well lie between us and the network."""
    faults = [found for m in measured if (found := _network_faults(m))]
    return len(faults) >= OUTAGE_FROM and all(fault in NETWORK_FAULTS for found in faults for fault in found)


def _network_faults(today: Measured) -> list[str]:
    """Faults of its ways in that went to the network, empty for one that was read."""
    return [answer.fault for answer in today.asked if answer.fault not in OWN_REFUSALS]


def _judge(today: Measured, day: MonitoringDay, earlier: Sequence[SourceDay], is_outage: bool) -> SourceDay:
    source = today.source
    last = earlier[-1] if earlier else None
    judged = [row for row in earlier if row.state in ("healthy", *TROUBLED)]
    silence = silence_of(today, last) if today.asked else Silence(None, None, False)
    unchanged = _unchanged_since(today, day, last)
    down_days = _down_days(today, judged, is_outage)
    ruling = _rule(today, judged, silence, unchanged, down_days, is_outage)
    is_bad = ruling.state in TROUBLED
    is_judged = is_bad or ruling.state == "healthy"
    last_judged = judged[-1] if judged else None
    date = day.date.isoformat()
    run = last_judged if is_judged else last
    since = run.state_since if run is not None and run.state == ruling.state else date
    bad_days = (
        ((last_judged.bad_days if last_judged else 0) + 1 if is_bad else 0) if is_judged else _carried(last)
    )
    bad_since = (last_judged.bad_since if last_judged and last_judged.bad_since else date) if is_bad else ""
    worst = ruling.symptoms[0] if ruling.symptoms else Symptom("", "")
    row = SourceDay(
        source_id=source.id,
        source_name=source.name,
        country=day.country,
        date=date,
        kind=source.kind,
        access=source.way_in,
        cadence=source.cadence,
        is_enabled=source.enabled,
        min_items=source.healthy_day.min_items,
        max_items=source.healthy_day.max_items,
        silence_allowed_hours=source.healthy_day.silence_hours,
        seeds=len(today.answers),
        is_due=source.enabled and ruling.state != "not_due",
        asked=len(today.asked),
        reached=len(today.reached),
        found=today.found,
        new=today.new,
        dated=today.dated,
        undated=today.undated,
        in_window=today.in_window,
        newest_published_at=today.newest_published_at,
        oldest_published_at=today.oldest_published_at,
        last_new_at=max(
            filter(None, (last.last_new_at if last else None, today.newest_new_at)), default=None
        ),
        silence_hours=silence.hours,
        watched_from=(last.watched_from if last else None) or (today.looked_at if today.reached else None),
        pages_fetched=today.pages_fetched,
        pages_failed=today.pages_failed,
        pages_missing=today.pages_missing,
        pages_read=today.pages_read,
        page_digest=today.page_digest,
        seed_bytes=today.seed_bytes,
        seed_digest=today.seed_digest or (last.seed_digest if last else ""),
        unchanged_since=unchanged,
        fetch_ms=today.fetch_ms,
        latency_minutes=today.latency_minutes,
        newest_fetch_at=today.newest_fetch_at,
        fault=worst.fault,
        fault_words=worst.words,
        languages_declared=source.languages,
        languages_seen=today.languages_seen,
        egress=",".join(today.egress),
        is_down=ruling.is_down,
        down_days=down_days if is_judged else (last.down_days if last else 0),
        bad_days=bad_days,
        bad_since=bad_since if is_judged else (last.bad_since if last else ""),
        state=ruling.state,
        state_since=since,
        evidence=_evidence(today, ruling, since, date),
        told_of=last.told_of if last else "",
        alert="",
    )
    alert, told_of = alert_for(row, judged)
    return row.model_copy(update={"alert": alert, "told_of": told_of})


def _carried(last: SourceDay | None) -> int:
    return last.bad_days if last else 0


def _unchanged_since(today: Measured, day: MonitoringDay, last: SourceDay | None) -> str:
    if not today.seed_digest:
        return last.unchanged_since if last else ""
    if last is not None and last.seed_digest == today.seed_digest:
        return last.unchanged_since
    return day.date.isoformat()


def _down_days(today: Measured, judged: Sequence[SourceDay], is_outage: bool) -> int:
    """Days in a row, this one included, on which nothing of it could be read. A refusal, a day on which it could not
    be asked and a fault of our own network add nothing and take nothing away: only reading it ends the row."""
    if today.reached:
        return 0
    is_counted = bool(today.asked) and not _is_blocked(today) and not is_outage
    return (judged[-1].down_days if judged else 0) + is_counted


def _is_blocked(today: Measured) -> bool:
    """Whether it is refusals that keep us from all its ways in; one that is gone as well changes nothing of that."""
    ways = [answer.way for answer in today.asked]
    return bool(ways) and "read" not in ways and 2 * ways.count("blocked") >= len(ways)


def _rule(
    today: Measured,
    judged: Sequence[SourceDay],
    silence: Silence,
    unchanged: str,
    down_days: int,
    is_outage: bool,
) -> _Ruling:
    source = today.source
    if not source.enabled:
        return _Ruling("disabled", words=f"disabled: {source.disabled_reason}")
    if not today.asked:
        return _rule_unasked(today, judged)
    if is_outage:
        words = "no source of the country was reached: look at our own network first"
        return _Ruling("degraded", (Symptom("outage", words),), today.asked[0].words)
    if today.reached:
        return _rule_reached(today, judged, silence, unchanged)
    return _rule_down(today, judged, down_days)


def _rule_unasked(today: Measured, judged: Sequence[SourceDay]) -> _Ruling:
    """No seed was asked: the archive does not hold it, it was not due, or it could not be asked."""
    if today.is_archived_only and today.in_window:
        words = f"{today.in_window} items from its pages; its lists are not in this archive"
        return _Ruling("healthy", words=words)
    held = [answer for answer in today.answers if answer.way == "not_asked"]
    if held:
        words = held[0].words
        state: HealthState = "blocked" if _REFUSED.search(words) else "degraded"
        return _Ruling(state, (Symptom("not_asked", words),), is_down=True)
    if any(answer.way == "not_due" for answer in today.answers):
        words = next(answer.words for answer in today.answers if answer.way == "not_due")
        return _Ruling("not_due", words=f"not due: {words}" if words != "not_due" else "not due")
    if today.is_own_crawl and judged:
        words = "our own crawl of the day did not come to it: its time or its budget had ended"
        return _Ruling("degraded", (Symptom("not_asked", words),), is_down=True)
    before = f"; on {judged[-1].date} it was {judged[-1].state}" if judged else ""
    return _Ruling("unknown", words=f"not in this archive{before}")


def _rule_reached(today: Measured, judged: Sequence[SourceDay], silence: Silence, unchanged: str) -> _Ruling:
    symptoms = tuple(content_symptoms(today, judged, silence, unchanged))
    if not symptoms:
        return _Ruling("healthy")
    if symptoms[0].fault in SILENCES and silence.hours is not None:
        is_late = silence.hours > today.source.healthy_day.silence_hours
        watched = 1 + sum(row.reached > 0 for row in judged)
        if is_late and is_frozen_for_good(today, silence, watched):
            return _Ruling("dead", symptoms)
        if is_late:
            return _Ruling("late", symptoms)
    return _Ruling("degraded", symptoms)


def _rule_down(today: Measured, judged: Sequence[SourceDay], down_days: int) -> _Ruling:
    """None of the asked seeds could be read: a refusal at once, a death only after days in a row."""
    symptom = down_symptom(today, usual_days(judged))
    if _is_blocked(today):
        through = f", through {', '.join(today.egress)}" if today.egress else ""
        blocked = Symptom(symptom.fault, symptom.words + through)
        return _Ruling("blocked", (blocked,), is_down=True)
    patience = patience_for(today.source.cadence, today.source.healthy_day.silence_hours)
    is_gone = any(answer.way == "gone" for answer in today.asked)
    # Refusals and days of our own trouble lie between two days of death without ending it.
    telling = next((row for row in reversed(judged) if row.state == "dead" or not row.is_down), None)
    was_dead = telling is not None and telling.state == "dead"
    limit = patience.gone if is_gone else patience.failing
    if was_dead or down_days >= limit:
        return _Ruling("dead", (symptom,), f"day {down_days} without any way in", is_down=True)
    words = f"day {down_days} without any way in, dead from day {limit} on"
    return _Ruling("degraded", (symptom,), words, is_down=True)


def _evidence(today: Measured, ruling: _Ruling, since: str, date: str) -> str:
    """What is wrong, worst first, then the figures."""
    if ruling.state in ("disabled", "not_due", "unknown"):
        return ruling.words
    parts = [symptom.words for symptom in ruling.symptoms]
    if ruling.words:
        parts.append(ruling.words)
    if since != date and ruling.state != "healthy":
        parts.append(f"so since {since}")
    if today.asked:
        parts.append(f"{len(today.reached)} of {len(today.asked)} ways in read")
    if today.reached:
        parts.append(f"{today.found} entries, {today.new} new, {today.in_window} items of the day")
    return "; ".join(parts)
