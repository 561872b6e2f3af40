"""Gather the dossier of a topic from the stored days of a country."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from briefing.composition.draft import AUTHOR_TO_WRITE, HOW_TO_WRITE, STANDFIRST_TO_WRITE, invisible
from briefing.composition.watching import Watch, comparable, watches
from briefing.enrichment.glossary import words_for
from briefing.records.article import Article
from briefing.records.dossier import Dossier, DossierItem
from briefing.records.item_version import ItemVersion
from briefing.records.profile import WatchTerm
from briefing.taxonomy.countries import country as country_of

_BAR = 40  # columns of the longest bar of a plot in text


def slug(topic: str) -> str:
    """``Port fees & tariffs`` → ``port-fees-tariffs``; topics in other scripts get their code points."""
    plain = unicodedata.normalize("NFKD", topic).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return (name or "-".join(f"{ord(sign):x}" for sign in topic if sign.isalnum()))[:60].strip("-")


def other_forms(topic: str, country: str) -> tuple[str, ...]:
    """One or many of a topic in English, and the words that the glossary has for it in the country's languages.

    Names need none: the gazetteer knows how they are spelled.
    """
    forms: list[str] = []
    if re.fullmatch(r"[A-Za-z][A-Za-z -]*[a-z]", topic):
        forms.append(topic[:-1] if topic.endswith("s") and not topic.endswith("ss") else f"{topic}s")
    for language in country_of(country).languages:
        forms += words_for(topic, language.split("-", maxsplit=1)[0])
    return tuple(dict.fromkeys(form for form in forms if form != topic))


def gather_dossier(
    take_id: str,
    topic: str,
    further: Sequence[str],
    country: str,
    days: Sequence[date],
    pairs: Iterable[tuple[Article, ItemVersion]],
    names: dict[str, str],
) -> Dossier:
    """Items that hold the topic or one of its further forms, each item once, in its newest version.

    ``pairs`` are articles of all days with what the language steps made of them; ``names`` are outlets by source id.
    """
    terms = watches([WatchTerm(term=topic, forms=tuple(further))])
    found: dict[str, tuple[Article, ItemVersion, str]] = {}
    for article, item in pairs:
        place = _place(article, item, terms)
        before = found.get(article.item_id)
        if place and (before is None or before[0].version <= article.version):
            found[article.item_id] = (article, item, place)
    zone = ZoneInfo(country_of(country).timezone)
    taken: Counter[str] = Counter()
    items = []
    for article, item, place in sorted(found.values(), key=lambda row: (_when(row[0]), row[0].item_id)):
        published = article.published_at.astimezone(zone).date() if article.published_at else None
        items.append(
            DossierItem(
                key=_key(article, published, taken),
                item_id=article.item_id,
                item_version=article.version,
                monitoring_date=date.fromisoformat(article.monitoring_date),
                source_id=article.source_id,
                source_name=names.get(article.source_id, article.source_id),
                headline=article.title,
                headline_en=item.headline_en or article.title,
                language=item.language,
                published_on=published,
                url=article.url,
                capture_id=article.page_capture_id or article.feed_capture_id or "",
                content_digest=article.content_digest,
                summary=item.summary,
                names=tuple(dict.fromkeys(entity.name_en for entity in item.entities)),
                matched=place,
            )
        )
    return Dossier(
        take_id=take_id,
        topic=topic,
        terms=(topic, *further),
        country=country,
        days=tuple(days),
        items=tuple(items),
    )


def volume(dossier: Dossier) -> list[tuple[date, int]]:
    """Items by monitoring day, days without any among them."""
    counts = Counter(item.monitoring_date for item in dossier.items)
    return [(day, counts[day]) for day in dossier.days]


def to_markdown(dossier: Dossier) -> str:
    """The dossier to read: volume, names, then every item with its key and key sentences."""
    days = volume(dossier)
    most = max((count for _, count in days), default=0) or 1
    names = Counter(name for item in dossier.items for name in item.names)
    parts = [
        f"# Dossier: {_inline(dossier.topic)}",
        "",
        f"{len(dossier.items)} items of {country_of(dossier.country).name} over {len(days)} stored days; "
        f"searched for {_inline(', '.join(dossier.terms))}.",
        "",
        "## Volume",
        "",
        *(f"    {day}  {'█' * round(_BAR * count / most)} {count}" for day, count in days),
        "",
        "## Names",
        "",
        *(
            f"- {_inline(name)} ({count})"
            for name, count in sorted(names.items(), key=lambda p: (-p[1], p[0]))[:40]
        ),
        "",
        "## Timeline",
    ]
    for item in dossier.items:
        parts += [
            "",
            f"### {item.published_on or 'undated'} · {_inline(item.source_name)} · [@{item.key}]",
            "",
            _inline(item.headline_en),
        ]
        if item.headline != item.headline_en:
            parts += ["", _inline(item.headline)]
        parts += ["", f"{_inline(item.matched)}; {_inline(item.url).replace(chr(92) + '_', '_')}", ""]
        for sentence in item.summary:
            parts.append(f"> {_inline(sentence.text_en or sentence.original)}")
            if sentence.text_en is None and sentence.terms_en:
                parts.append(f"> (certain of it: {_inline(sentence.terms_en)})")
    return "\n".join(parts) + "\n"


def to_draft(dossier: Dossier, today: date, until: date) -> str:
    """A draft to write in: its head, how to cite, and the timeline with a key on each line."""
    lines = [
        f"- {item.published_on or 'undated'}: {_inline(item.headline_en)} [@{item.key}]"
        for item in dossier.items
    ]
    return "\n".join(
        [
            "---",
            f"title: {_quoted(dossier.topic)}",
            f"standfirst: {STANDFIRST_TO_WRITE}",
            f"country: {dossier.country}",
            f"date: {today}",
            f"until: {until}",
            "domain: Economy & Trade",
            f"author: {AUTHOR_TO_WRITE}",
            "---",
            "",
            f"{HOW_TO_WRITE} A sentence with a figure, a date, a name, a quotation or somebody's words needs",
            "a reference after it; one covers the sentences of its paragraph since the reference before it.",
            "An assessment of your own ends in {judgement}. Then delete this paragraph and what you do not use of",
            "the timeline.",
            "",
            "## Timeline",
            "",
            *lines,
            "",
        ]
    )


def to_svg(dossier: Dossier) -> str:
    """The volume as a picture of bars at their days, with its figures as text for those who do not see it."""
    days = volume(dossier)
    most = max((count for _, count in days), default=0) or 1
    step = 12
    words = ", ".join(f"{day}: {count}" for day, count in days)
    bars = "".join(
        f'<rect x="{(day - days[0][0]).days * step}" y="{100 - round(96 * count / most)}" width="{step - 2}" '
        f'height="{max(1, round(96 * count / most))}"/>'
        for day, count in days
    )
    width = ((days[-1][0] - days[0][0]).days + 1) * step if days else step
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 100" role="img" '
        'aria-labelledby="t d" fill="#1c4f7c"><title id="t">Items by day</title>'
        f'<desc id="d">{words}</desc>{bars}</svg>\n'
    )


def _place(article: Article, item: ItemVersion, terms: Sequence[Watch]) -> str:
    """Where the topic stands in an item, in words; empty where it does not. The whole text is searched."""
    for watch in terms:
        for entity in item.entities:
            if entity.gazetteer_id in watch.entities:
                return f"{entity.name} {'in the headline' if entity.paragraph < 0 else 'in the text'}"
        texts = (
            ("in the headline", f"{article.title} / {item.headline_en or ''}"),
            (
                "in the text",
                " ".join([*article.paragraphs, *(s.text_en or s.terms_en or "" for s in item.summary)]),
            ),
        )
        for where, text in texts:
            plain = comparable(text)
            for form, term, pattern in watch.forms:
                if term in plain and pattern.search(plain):
                    return f"{form} {where}"
    return ""


def _when(article: Article) -> str:
    return (article.published_at or article.first_seen_at).isoformat()


def _key(article: Article, published: date | None, taken: Counter[str]) -> str:
    """``kr-yonhap-20260310-a``: outlet, day, and a letter where a day has several."""
    day = f"{published or date.fromisoformat(article.monitoring_date):%Y%m%d}"
    stem = re.sub(r"[^a-z0-9]+", "-", article.source_id.lower()).strip("-")[:60] + f"-{day}"
    taken[stem] += 1
    return f"{stem}-{_letters(taken[stem])}"


def _letters(number: int) -> str:
    """1 → a, 26 → z, 27 → aa."""
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(ord("a") + rest) + found
    return found


def _inline(text: str) -> str:
    """Text of the web as CommonMark that means nothing but itself, what is invisible shown by its code point."""
    shown = "".join(f"({code})" if (code := invisible(sign)) else sign for sign in text)
    return re.sub(r"([\\`*_{}\[\]<>#|~&])", r"\\\1", " ".join(shown.split()))


def _quoted(text: str) -> str:
    """As a YAML string in double quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
