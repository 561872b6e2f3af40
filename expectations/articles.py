"""The gate after extraction: is each text readable, dated, in the right day and backed by a capture?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta

import polars as pl

from briefing.records.article import Article, content_digest
from briefing.records.handover import Handover
from briefing.records.monitoring_day import day_of
from briefing.records.source import Source
from briefing.taxonomy.countries import country as country_of
from expectations.check import DAY, Finding, Findings, Judged, PartCheck, RowCheck, Scope, source_part
from expectations.judgement import Judgement, find_faults, judge_shape, judge_table, read_rows, texts_of
from expectations.partition import partition_checks, parts_by_source
from expectations.text_damage import find_controls, find_damage, find_entities

OLDEST = datetime(1995, 1, 1, tzinfo=UTC)  # before the first news sites of the region
AHEAD = timedelta(hours=24)  # a page that states a bare date, or a wrong zone, can be ahead by a day
DAMAGE_SHARE = 0.005

UNIQUE = RowCheck(
    name="item_version_is_unique",
    says="an item has each of its versions once",
    fault="another row has the same item and version",
    shows=("item_id", "version"),
    kind="expect_compound_columns_to_be_unique",
    arguments={"column_list": ["item_id", "version"]},
)
URL = RowCheck(
    name="url_is_a_web_address",
    says="the article's address is an http or https address",
    fault="the address is no web address",
    shows=("url",),
    kind="expect_column_values_to_match_regex",
    arguments={"column": "url", "regex": r"^https?://[^\s/]+"},
)
COMPUTED = (
    RowCheck(
        name="versions_run_from_one",
        says="the versions of an item run 1, 2, … without a gap, and the last one alone is the latest",
        fault="the item's versions are not a whole series",
    ),
    RowCheck(
        name="kind_is_that_of_the_source",
        says="an article is of the kind that the catalogue gives its source",
        fault="the kind is not its source's",
    ),
    RowCheck(name="title_has_text", says="the title has text", fault="the title is empty"),
    RowCheck(
        name="title_has_no_entities",
        says="the title holds no HTML entity, whole or broken",
        fault="an entity stands in the title",
    ),
    RowCheck(
        name="title_is_decoded",
        says="the title shows no sign of wrong decoding",
        fault="the title is damaged",
    ),
    RowCheck(
        name="text_is_decoded",
        says=f"signs of wrong decoding and entities are at most {DAMAGE_SHARE:.1%} of the text",
        fault="the text is damaged",
    ),
    RowCheck(
        name="text_has_no_control_characters",
        says="neither title nor paragraphs hold control characters, and no paragraph is blank",
        fault="the text is not clean",
    ),
    RowCheck(
        name="body_agrees_with_its_basis",
        says="a body has paragraphs and the capture it was read from; no body has none",
        fault="body and its basis contradict each other",
    ),
    RowCheck(
        name="content_digest_is_that_of_the_text",
        says="title and paragraphs have the digest that the extraction recorded",
        fault="the text was changed after it was extracted",
    ),
    RowCheck(
        name="published_at_is_plausible",
        says="an article was published after 1995 and at most a day after it was fetched",
        fault="the article cannot have been published then",
    ),
    RowCheck(
        name="monitoring_date_follows_from_the_clock",
        says="the monitoring day is the one that the item's instant falls in, by cut-off and time zone",
        fault="the item is placed in the wrong day",
    ),
    RowCheck(
        name="captures_resolve",
        says="feed and page captures are in the captures table, of the same source",
        fault="the article rests on a capture that is not there",
    ),
    RowCheck(
        name="instants_are_in_order",
        says="first_seen_at is not after fetched_at, which is the instant of the capture that was read",
        fault="the article's instants contradict each other",
    ),
    RowCheck(
        name="captures_are_not_refused",
        says="the captures that an article rests on passed their own gate",
        fault="the article rests on a refused capture",
    ),
    RowCheck(
        name="entry_resolves",
        says="the feed entry is in the entries table, of the same item, source and canonical address",
        fault="the feed entry is not the item's",
    ),
)

HAS_ROWS = PartCheck(
    name="table_has_rows",
    says="a day whose feeds had entries has articles",
    threshold="at least 1 row where there are entries",
    why="entries without articles mean that the extraction did not run to its end",
    blocks=True,
)
NOTHING_LOST = PartCheck(
    name="every_entry_has_its_item",
    says="every feed entry that was read has an article",
    threshold="0 missing",
    why="an entry without an article is a lost item, and nobody would notice it in the edition",
    blocks=True,
)
HEALTHY = PartCheck(
    name="items_are_as_many_as_on_a_healthy_day",
    says="the source has as many items of this day as its catalogue file calls healthy",
    threshold="the source's healthy_day",
    why="the bounds stand in the source's file; outside them its feed, its pages or our reading has changed",
    blocks=False,
)


def judge_articles(
    articles: pl.DataFrame,
    entries: pl.DataFrame,
    captures: pl.DataFrame,
    sources: Sequence[Source],
    *,
    country: str,
    date: str,
    digest: str,
    cutoff: time,
    released: frozenset[str] = frozenset(),
    refused_captures: frozenset[str] = frozenset(),
    handed_over: Handover | None = None,
) -> Judgement:
    """Judge the ``articles`` table of one country and day against the entries and captures it was made from.

    ``cutoff`` is the end of the monitoring day on the country's clock. ``refused_captures`` are the capture
    ids that the captures gate refuses.
    """
    scope = Scope("articles", country, date, digest, released, handed_over)
    if (misshapen := judge_shape(scope, articles, Article)) is not None:
        return misshapen
    rows = read_rows(articles, Article)
    whole = [row for row in rows if isinstance(row, Article)]
    timezone = country_of(country).timezone
    by_id = {source.id: source for source in sources}
    known: dict[str, tuple[frozenset[str], datetime]] = {}
    for capture_id, source_id, fetched_at in captures.select(_CAPTURE).iter_rows():
        # Two sources that link one page have one record of it, and a row each.
        held = known.get(capture_id, (frozenset(), fetched_at))[0]
        known[capture_id] = (held | {source_id}, fetched_at)
    ours = frozenset(captures.filter(captures["collected_for"].is_not_null())["capture_id"])
    owner = {row[0]: row[1:] for row in entries.select(_ENTRY).iter_rows()}
    series = _series_faults(articles)
    tests: dict[str, Callable[[Article], str]] = {
        "source_is_configured": lambda a: "" if a.source_id in by_id else repr(a.source_id),
        "versions_run_from_one": lambda a: series.get(a.item_id, ""),
        "kind_is_that_of_the_source": lambda a: _kind_fault(a, by_id),
        "title_has_text": lambda a: "" if a.title.strip() else "no character but spaces",
        "title_has_no_entities": lambda a: ", ".join(find_entities(a.title)),
        "title_is_decoded": lambda a: _damage_words(find_damage(a.title)),
        "text_is_decoded": _text_damage,
        "text_has_no_control_characters": _control_fault,
        "body_agrees_with_its_basis": _body_fault,
        "content_digest_is_that_of_the_text": _digest_fault,
        "published_at_is_plausible": _published_fault,
        "monitoring_date_follows_from_the_clock": lambda a: _day_fault(a, date, timezone, cutoff, ours),
        "captures_resolve": lambda a: _capture_fault(a, known),
        "instants_are_in_order": lambda a: _instant_fault(a, known),
        "captures_are_not_refused": lambda a: ", ".join(
            repr(capture) for capture in _captures_of(a) if capture in refused_captures
        ),
        "entry_resolves": lambda a: _entry_fault(a, owner),
    }
    source_ids = texts_of(articles, "source_id")
    table = Judged(
        frame=articles,
        row_ids=texts_of(articles, "item_id"),
        source_ids=source_ids,
        parts=parts_by_source(source_ids, sources),
        faults=find_faults(rows, tests),
    )
    checks = [*partition_checks(country, date), UNIQUE, URL, *COMPUTED]
    due = [source for source in sources if source.enabled and country in source.countries]
    return judge_table(scope, table, checks, _findings(table, whole, entries, due))


_CAPTURE = ("capture_id", "source_id", "fetched_at")
_ENTRY = ("entry_id", "item_id", "source_id", "canonical_url")


def _series_faults(articles: pl.DataFrame) -> dict[str, str]:
    """Item id to what is wrong with the series of its versions, for the items whose series is not whole."""
    series: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    for item, version, is_latest in articles.select("item_id", "version", "is_latest").iter_rows():
        series[item].append((version or 0, bool(is_latest)))
    faults = {}
    for item, versions in series.items():
        numbers = sorted(number for number, _ in versions)
        latest = sorted(number for number, is_latest in versions if is_latest)
        if numbers != list(range(1, len(numbers) + 1)):
            faults[item] = f"versions are {', '.join(map(str, numbers))}"
        elif latest != numbers[-1:]:
            faults[item] = (
                f"of {len(numbers)} versions, marked as latest: {', '.join(map(str, latest)) or 'none'}"
            )
    return faults


def _kind_fault(article: Article, sources: Mapping[str, Source]) -> str:
    source = sources.get(article.source_id)
    return "" if source is None or source.kind == article.kind else f"{article.kind!r}, not {source.kind}"


def _damage_words(signs: Sequence[str]) -> str:
    return f"{len(signs)} signs of wrong decoding, the first {signs[0]!a}" if signs else ""


def _text_damage(article: Article) -> str:
    text = "\n".join(article.paragraphs)
    signs = find_damage(text) + find_entities(text)
    damaged = sum(map(len, signs))
    return _damage_words(signs) if damaged > DAMAGE_SHARE * len(text) else ""


def _control_fault(article: Article) -> str:
    if any(not paragraph.strip() for paragraph in article.paragraphs):
        return "a paragraph is blank"
    controls = [sign for text in (article.title, *article.paragraphs) for sign in find_controls(text)]
    return f"{len(controls)} control characters, the first {controls[0]!a}" if controls else ""


def _body_fault(article: Article) -> str:
    basis, has_body = article.body_basis, bool(article.paragraphs)
    if has_body == (basis == "none"):
        return f"{len(article.paragraphs)} paragraphs on the basis {basis}"
    if basis == "page" and article.page_capture_id is None:
        return "read from a page, but no page capture is named"
    if basis.startswith("feed") and article.feed_capture_id is None:
        return "read from a feed, but no feed capture is named"
    return ""


def _digest_fault(article: Article) -> str:
    found = content_digest(article.title, article.paragraphs)
    if found == article.content_digest:
        return ""
    return f"digest {found[:12]}…, recorded {article.content_digest[:12]}…"


def _published_fault(article: Article) -> str:
    published = article.published_at
    if published is None:
        return "" if article.day_basis == "first_seen" else "no date, yet its day is said to rest on it"
    if published < OLDEST:
        return f"{published.isoformat()} is before {OLDEST:%Y}"
    if published > article.fetched_at + AHEAD:
        return f"{published.isoformat()} is over a day after {article.fetched_at.isoformat()}, its fetch"
    return ""


def _day_fault(article: Article, date: str, timezone: str, cutoff: time, ours: frozenset[str]) -> str:
    """``ours`` are captures of our own crawls: what they see without a date belongs to the day they were made for."""
    instant = article.first_seen_at if article.day_basis == "first_seen" else article.published_at
    if instant is None:
        return ""  # said by the check of published_at
    expected = day_of(instant, timezone, cutoff).isoformat()
    if article.day_basis == "found_late":
        if not expected < article.monitoring_date == date:
            return f"found late on {article.monitoring_date}, though it was published in {expected}"
    elif article.day_basis == "first_seen" and not ours.isdisjoint(_captures_of(article)):
        if article.monitoring_date > max(expected, date):
            return f"{article.monitoring_date}, though it was seen in {expected}"
    elif article.monitoring_date != expected:
        return f"{article.monitoring_date}, though {article.day_basis} falls in {expected}"
    if article.in_window != (article.monitoring_date == date):
        place = "in" if article.in_window else "out of"
        return f"{article.monitoring_date} is said to be {place} the window of {date}"
    return ""


def _captures_of(article: Article) -> Iterable[str]:
    return (c for c in (article.feed_capture_id, article.page_capture_id) if c is not None)


def _capture_fault(article: Article, known: Mapping[str, tuple[frozenset[str], datetime]]) -> str:
    if article.feed_capture_id is None and article.page_capture_id is None:
        return "it names neither a feed nor a page"
    for capture in _captures_of(article):
        if capture not in known:
            return repr(capture)
        sources, _ = known[capture]
        if article.source_id not in sources:
            return f"{capture!r} is of {', '.join(map(repr, sorted(sources)))}"
    return ""


def _instant_fault(article: Article, known: Mapping[str, tuple[frozenset[str], datetime]]) -> str:
    read = article.page_capture_id or article.feed_capture_id or ""
    if read in known and known[read][1] != article.fetched_at:
        return f"fetched_at is {article.fetched_at.isoformat()}, the capture's {known[read][1].isoformat()}"
    if article.first_seen_at > article.fetched_at:
        return f"first seen {article.first_seen_at.isoformat()}, fetched {article.fetched_at.isoformat()}"
    return ""


def _entry_fault(article: Article, owner: Mapping[str, tuple[str, ...]]) -> str:
    if article.entry_id is None:
        return ""
    if article.entry_id not in owner:
        return f"{article.entry_id!r} is not in the table"
    if owner[article.entry_id] != (article.item_id, article.source_id, article.canonical_url):
        return f"{article.entry_id!r} is of {' '.join(map(repr, owner[article.entry_id]))}"
    return ""


def _findings(
    table: Judged, whole: Sequence[Article], entries: pl.DataFrame, due: Sequence[Source]
) -> Findings:
    rows = table.frame.height
    fresh = Counter(a.source_id for a in whole if a.in_window and a.is_latest and a.is_about_country)
    return [
        (
            HAS_ROWS,
            {DAY: Finding(rows > 0 or entries.is_empty(), f"{rows} rows, {entries.height} entries", rows)},
        ),
        (NOTHING_LOST, _lost(table, entries)),
        (HEALTHY, {source_part(source.id): _volume(source, fresh[source.id]) for source in due}),
    ]


def _lost(table: Judged, entries: pl.DataFrame) -> dict[str, Finding]:
    """Entries whose item is in no row, by source."""
    there = set(table.row_ids)
    items: dict[str, set[str]] = defaultdict(set)
    for item, source in entries.select("item_id", "source_id").iter_rows():
        items[source].add(item)
    found = {}
    for source, expected in sorted(items.items()):
        missing = sorted(expected - there)
        words = f"{len(missing)} of {len(expected)} items missing"
        names = f": {', '.join(missing[:5])}" if missing else ""
        found[source_part(source)] = Finding(not missing, words + names, len(expected))
    return found


def _volume(source: Source, items: int) -> Finding:
    healthy = source.healthy_day
    return Finding(
        healthy.min_items <= items <= healthy.max_items,
        f"{items} items",
        items,
        threshold=f"{healthy.min_items} to {healthy.max_items} items",
    )
