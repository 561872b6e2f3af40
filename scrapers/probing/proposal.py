"""The YAML file of a new source, with comments that say what was seen and what a person must decide."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from briefing.records.seed import Feed, Seed
from briefing.taxonomy.countries import COUNTRIES
from scrapers.probing.answers import Answer
from scrapers.probing.healthy_day_guess import Rhythm, guess_rhythm
from scrapers.probing.json_guess import wordpress_backfill
from scrapers.probing.publisher import (
    Publisher,
    Told,
    homepage_of,
    tell_country,
    tell_kind,
    tell_languages,
    tell_name,
    zone_of,
)
from scrapers.probing.ways import Way

_WIDTH = 108
_ACCESS = {"listings": "listing", "apis": "json_api"}


class NoCountryError(ValueError):
    """Nothing tells whose publisher it is; the message says which options do."""


@dataclass(frozen=True)
class Wishes:
    """What was given on the command line; empty where it was not."""

    country: str = ""
    kind: str = ""
    name: str = ""
    folder: str = ""


@dataclass(frozen=True)
class Proposal:
    """``text`` is the YAML. ``key`` is that of the seed whose answer is saved for the test."""

    publisher: Publisher
    way: Way
    rhythm: Rhythm
    key: str
    text: str
    charset: str | None


def describe_publisher(way: Way, answers: Sequence[Answer], wishes: Wishes) -> Publisher:
    """Raises NoCountryError where neither domain nor language tells the country and none was given."""
    from urllib.parse import urlsplit

    from scrapers.probing.answers import nature_of
    from scrapers.probing.feed_links import parse

    host = (urlsplit(way.answer.final_address).hostname or "").lower()
    start_host = (urlsplit(answers[0].final_address).hostname or "").lower()
    pages = [
        a for a in answers if a.is_good and a.ask.purpose in ("start", "home") and nature_of(a.body) == "page"
    ]
    trees = [opened[0] for a in pages if (opened := parse(a.body, a.content_type)) is not None]
    languages = tell_languages(f"{e.title}\n{e.summary}" for e in way.entries[:30])
    name = Told(wishes.name, "given") if wishes.name else tell_name(trees, way.title, start_host)
    kind = (
        Told(wishes.kind, "given")
        if wishes.kind
        else tell_kind(start_host, name.value, has_sound=way.has_sound)
    )
    told = tell_country(start_host, languages) or tell_country(host, languages)
    folder = wishes.folder or (told.value if told else wishes.country)
    if not folder:
        raise NoCountryError(
            f"neither the domain {start_host} nor the titles tell the country: give --country and, for a publisher "
            "abroad, --id cc/name"
        )
    if wishes.country:
        countries, basis = (wishes.country,), "given"
        folder = wishes.folder or wishes.country
    elif folder in COUNTRIES:
        countries, basis = (folder,), told.basis if told else "the folder"
    else:
        raise NoCountryError(
            f"the publisher is of {folder}, which is none of {', '.join(COUNTRIES)}: give --country for the edition "
            "that it feeds"
        )
    zone = zone_of(folder)
    return Publisher(
        name=name,
        kind=kind,
        languages=languages or COUNTRIES[countries[0]].languages[:1],
        language_basis="told from the titles"
        if languages
        else "that of the country: the titles did not tell",
        folder=folder,
        countries=countries,
        country_basis=basis,
        timezone=Told(zone, f"that of {folder}"),
        homepage=homepage_of(answers[0].final_address),
    )


def propose(
    publisher: Publisher, way: Way, ways: Sequence[Way], answers: Sequence[Answer], today: date
) -> Proposal:
    """The file for the way that was chosen among ``ways``."""
    is_cut = way.group != "listings" or len(way.entries) >= 10
    rhythm = guess_rhythm(way.instants, publisher.timezone.value, way.answer.at, is_cut=is_cut)
    charset = way.reading.charset if way.reading.charset_basis == "repaired" else None
    lines = list(_lines(publisher, way, ways, answers, rhythm, charset, today))
    return Proposal(publisher, way, rhythm, f"{way.group}/0", "\n".join(lines) + "\n", charset)


def _lines(
    publisher: Publisher,
    way: Way,
    ways: Sequence[Way],
    answers: Sequence[Answer],
    rhythm: Rhythm,
    charset: str | None,
    today: date,
) -> Iterator[str]:
    yield "# yaml-language-server: $schema=../../../docs/source.schema.json"
    yield from _comment(
        "Made by `desk sources new`. Lines that begin with CHECK are for you; take them out when done."
    )
    yield from _comment(f"CHECK name: {publisher.name.basis}. Write it as readers know the publisher.")
    yield _pair("name", publisher.name.value)
    yield from _comment(f"CHECK kind: {publisher.kind.basis}. The ten kinds stand in docs/guides/sources.md.")
    yield _pair("kind", publisher.kind.value)
    yield f"languages: [{', '.join(publisher.languages)}]  # {publisher.language_basis}"
    yield f"countries: [{', '.join(publisher.countries)}]  # {publisher.country_basis}"
    yield _pair("homepage", publisher.homepage)
    yield _pair("access", _access(way))
    yield from _comment(_why(way))
    for note in way.notes:
        yield from _comment(f"CHECK: {note}.")
    yield from _seed_lines(way)
    others = [other for other in ways if other is not way and other.rank >= 5][:6]
    if others:
        yield "# Also found, and not used:"
        for other in others:
            yield from _comment(f"- {_template(other.seed)}: {_told(other)}")
    yield from _comment("Dates without a zone are read on this clock.")
    yield _pair("timezone", publisher.timezone.value)
    if charset is not None:
        declared = way.answer.content_type or "what the page says"
        yield from _comment(f"What is declared ({declared}) is not what the bytes are in.")
        yield _pair("charset", charset)
    yield _pair("cadence", rhythm.cadence)
    yield "healthy_day:"
    yield "  # CHECK: are these bounds right? Read the source on other days, a Sunday among them."
    yield from _comment(rhythm.words, "  ")
    for key, value in rhythm.healthy_day.model_dump().items():
        yield f"  {key}: {value}"
    yield from _backfill_lines(way, ways)
    yield from _comment(
        "CHECK: read the publisher's terms and robots.txt, and say in a sentence what they allow."
    )
    yield '# terms: ""'
    yield _pair(
        "evidence", f"probed on {today.isoformat()} by desk sources new, from {answers[0].ask.address}"
    )
    yield "confidence: C"


def _pair(key: str, value: Any, indent: str = "") -> str:
    """One line of YAML; what needs quoting is quoted."""
    if isinstance(value, str) and ("\\" in value or value[:1] in "^'\"@"):
        return f"{indent}{key}: '" + value.replace("'", "''") + "'"
    text = yaml.safe_dump(
        {key: value},
        allow_unicode=True,
        width=100_000,
        default_flow_style=None if isinstance(value, list) else False,
    )
    return indent + text.rstrip("\n")


def _comment(words: str, indent: str = "") -> list[str]:
    printable = "".join(c if c.isprintable() else " " for c in words)  # YAML takes no control characters
    return textwrap.wrap(
        " ".join(printable.split()),
        _WIDTH,
        initial_indent=f"{indent}# ",
        subsequent_indent=f"{indent}# ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _access(way: Way) -> str:
    if way.group == "feeds":
        start = way.answer.body[:2000].lower()
        if "youtube.com" in way.answer.final_address:
            return "youtube"
        if start.lstrip().startswith(b"{"):
            return "json_feed"
        return "atom" if b"<feed" in start else "rss"
    if way.group == "sitemaps":
        return "news_sitemap" if "news" in way.words else "sitemap"
    return _ACCESS[way.group]


def _why(way: Way) -> str:
    return f"Chosen: {_told(way)}; {way.answer.ask.basis}."


def _told(way: Way) -> str:
    count, dated = len(way.entries), len(way.instants)
    newest = f", the newest of {way.instants[0]:%Y-%m-%d %H:%M}Z" if way.instants else ""
    return f"{way.words}: {count} entries, {dated} dated{newest}"


def _template(seed: Seed) -> str:
    return seed.url


def _seed_lines(way: Way) -> Iterator[str]:
    yield f"{way.group}:"
    if isinstance(way.seed, Feed):
        yield f"  - {_scalar(way.seed.url)}"
        return
    yield from _mapping_lines(_said(way.seed), "  ")


def _said(seed: Seed) -> dict[str, Any]:
    """The fields of a seed that say something, in their order."""
    return seed.model_dump(mode="json", exclude_defaults=True, exclude={"way"})


def _scalar(value: str) -> str:
    return _pair("x", value).removeprefix("x: ")


def _mapping_lines(said: Mapping[str, Any], indent: str) -> Iterator[str]:
    for place, (key, value) in enumerate(said.items()):
        lead = f"{indent}- " if place == 0 else f"{indent}  "
        yield _pair(key, value, lead)


def _backfill_lines(way: Way, ways: Sequence[Way]) -> Iterator[str]:
    """The route to past days, where one of the ways has one."""
    posts = next((w for w in ways if w.is_wordpress and w.rank >= 30), None)
    paged = next((w for w in ways if w.group == "listings" and w.rank >= 20 and _turns(w.seed)), None)
    dated = next((w for w in ways if getattr(w.seed, "child_pattern", None)), None)
    if posts is not None:
        yield "backfill:"
        yield "  route: wordpress"
        yield "  apis:"
        yield from _mapping_lines(wordpress_backfill(posts.answer.final_address), "    ")
    elif paged is not None:
        yield "backfill:"
        yield from _comment(
            "CHECK: turn to the last page and write the date that stands there as since.", "  "
        )
        yield "  route: paged_archive"
        if paged is not way:
            yield "  listings:"
            yield from _mapping_lines(_said(paged.seed), "    ")
    elif dated is not None:
        yield "backfill:"
        yield "  route: sitemap"
        if dated is not way:
            yield "  sitemaps:"
            yield from _mapping_lines(_said(dated.seed), "    ")
    else:
        yield from _comment(
            "CHECK: no route to past days was found. An archive by date or page goes to backfill."
        )


def _turns(seed: Seed) -> bool:
    return "{page}" in seed.url or getattr(seed, "next_page", None) is not None
