"""The gate after enrichment: does everything said of an item stand in its text?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

import polars as pl

from briefing.enrichment.translation.protocol import TranslationInput
from briefing.enrichment.translation.structured import StructuredLine
from briefing.records.article import Article, content_digest
from briefing.records.handover import Handover
from briefing.records.item_version import ItemVersion
from briefing.records.source import Source
from briefing.taxonomy.categories import category_name
from expectations.check import DAY, Finding, Findings, Judged, PartCheck, RowCheck, Scope, source_part
from expectations.grounding import count_withheld, ungrounded, unsupported
from expectations.judgement import Judgement, find_faults, judge_shape, judge_table, read_rows, texts_of
from expectations.partition import partition_checks, parts_by_source

UNDETERMINED = "risk.undetermined"
UNDETERMINED_LANGUAGE = "und"
_CODES = """
aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv
dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie
ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv
mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm
rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts
tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu zh-Hans zh-Hant und
"""
LANGUAGES = frozenset(_CODES.split())
"""ISO 639-1, Chinese also by its script, and what is written where the text does not tell."""

UNKNOWN_LANGUAGES = 0.30
BALANCE_SHARE, BALANCE_ITEMS = 0.60, 20
WITHHELD_SHARE, WITHHELD_ITEMS = 0.20, 10

UNIQUE = RowCheck(
    name="item_version_is_unique",
    says="an item has each of its versions once",
    fault="another row has the same item and version",
    shows=("item_id", "version"),
    kind="expect_compound_columns_to_be_unique",
    arguments={"column_list": ["item_id", "version"]},
)
LANGUAGE_CONFIDENCE = RowCheck(
    name="language_confidence_is_a_share",
    says="the confidence in the language lies between 0 and 1",
    fault="the confidence in the language is no share",
    shows=("language_confidence",),
    kind="expect_column_values_to_be_between",
    arguments={"column": "language_confidence", "min_value": 0, "max_value": 1},
)
CATEGORY_CONFIDENCE = RowCheck(
    name="category_confidence_is_a_share",
    says="the confidence in the category lies between 0 and 1",
    fault="the confidence in the category is no share",
    shows=("category_confidence",),
    kind="expect_column_values_to_be_between",
    arguments={"column": "category_confidence", "min_value": 0, "max_value": 1},
)
COMPUTED = (
    RowCheck(
        name="article_resolves",
        says="the item version is that of an article of this day",
        fault="there is no such article",
    ),
    RowCheck(
        name="made_from_this_text",
        says="a step of the item saw the article's title and paragraphs, by their digest",
        fault="no step saw the article's text",
    ),
    RowCheck(
        name="language_is_known",
        says="the language is an ISO 639-1 code, zh-Hans, zh-Hant, or und where the text does not tell",
        fault="the language is no known code",
    ),
    RowCheck(
        name="category_is_known",
        says="the categories are in the taxonomy, each on its own axis",
        fault="the category is not in the taxonomy",
    ),
    RowCheck(
        name="one_axis_is_set",
        says="an item has a risk category, or Undetermined and an operations category, or is out of scope",
        fault="scope and categories contradict each other",
    ),
    RowCheck(
        name="sentences_stand_in_the_text",
        says="every sentence of the summary stands in the article at its offsets",
        fault="a sentence is not what stands there",
    ),
    RowCheck(
        name="entities_stand_in_the_text",
        says="every name stands in the article at its offsets",
        fault="a name is not what stands there",
    ),
    RowCheck(
        name="figures_stand_in_the_text",
        says="every figure stands in the article at its offsets",
        fault="a figure is not what stands there",
    ),
    RowCheck(
        name="evidence_stands_in_the_text",
        says="every cue stands in the article at its offsets",
        fault="a cue is not what stands there",
    ),
    RowCheck(
        name="headline_agrees_with_its_basis",
        says="an original headline is the article's title; a translated or structured one has text",
        fault="the headline is not what its basis says",
    ),
    RowCheck(
        name="summary_agrees_with_its_basis",
        says="an extracted summary adds no words to the source; a translated one is English throughout",
        fault="the summary is not what its basis says",
    ),
    RowCheck(
        name="numbers_stand_in_the_source",
        says="every number of English that no engine wrote stands in the source or was converted by rule",
        fault="a number has no source",
    ),
    RowCheck(
        name="english_is_borne_out",
        says="figures, dates, names, negation and direction of translated English are those of the source",
        fault="the English says what the source does not",
    ),
    RowCheck(
        name="steps_name_their_engines",
        says="every step names its engine, version and the digest of its input, and there is at least one",
        fault="a step does not say how it was made",
    ),
)

NOTHING_LOST = PartCheck(
    name="every_article_is_enriched",
    says="the latest version of every article of the day that was not refused has a row",
    threshold="0 missing",
    why="an article that was not enriched would drop out of the edition without a reason being printed",
    blocks=True,
)
LANGUAGES_TOLD = PartCheck(
    name="languages_are_told",
    says="the language of most of the source's items could be told",
    threshold=f"at most {UNKNOWN_LANGUAGES:.0%} und, or 2 items",
    why="short notices leave the language open; where many texts do, they are remains of a layout",
    blocks=False,
)
BALANCED = PartCheck(
    name="categories_are_balanced",
    says="no single category holds most of the day's items",
    threshold=f"at most {BALANCE_SHARE:.0%} of {BALANCE_ITEMS} or more items in scope",
    why="a day can have one great story, but hardly one that is most of everything: a cue has run wild",
    blocks=False,
)
ENGLISH_HOLDS = PartCheck(
    name="english_holds",
    says="little of the English that an engine wrote had to be withheld",
    threshold=f"at most {WITHHELD_SHARE:.0%} of {WITHHELD_ITEMS} or more items with a part withheld",
    why="people's own translations are withheld in one item of eight or so; an engine beyond that gets the "
    "sources wrong, and a reader should see originals rather than what is left of its sentences",
    blocks=False,
)


def judge_items(
    item_versions: pl.DataFrame,
    articles: pl.DataFrame,
    sources: Sequence[Source],
    *,
    country: str,
    date: str,
    digest: str,
    known_categories: frozenset[str],
    released: frozenset[str] = frozenset(),
    refused_articles: frozenset[tuple[str, int]] = frozenset(),
    handed_over: Handover | None = None,
) -> Judgement:
    """Judge the ``item_versions`` table of one country and day against the articles it was made from.

    ``known_categories`` are the ids of both axes (``risk.…``, ``ops.…``). ``refused_articles`` are the item
    versions that the articles gate refuses: they may be enriched or not. A row of
    ``articles`` that is no whole article is passed over: its own gate has refused it.
    """
    scope = Scope("items", country, date, digest, released, handed_over)
    if (misshapen := judge_shape(scope, item_versions, ItemVersion)) is not None:
        return misshapen
    texts = {
        (article.item_id, article.version): article
        for article in read_rows(articles, Article)
        if isinstance(article, Article) and article.in_window
    }
    names = {source.id: source.name for source in sources}
    tests: dict[str, Callable[[ItemVersion], str]] = {
        "source_is_configured": _about(texts, lambda _, a: "" if a.source_id in names else repr(a.source_id)),
        "article_resolves": lambda i: (
            "" if (i.item_id, i.version) in texts else f"{i.item_id!r} version {i.version}"
        ),
        "made_from_this_text": _about(texts, _text_fault),
        "language_is_known": lambda i: "" if i.language in LANGUAGES else repr(i.language),
        "category_is_known": lambda i: _category_fault(i, known_categories),
        "one_axis_is_set": _axis_fault,
        "sentences_stand_in_the_text": _about(texts, lambda i, a: _misplaced(a, _sentences(i))),
        "entities_stand_in_the_text": _about(texts, lambda i, a: _misplaced(a, _entities(i))),
        "figures_stand_in_the_text": _about(texts, lambda i, a: _misplaced(a, _figures(i))),
        "evidence_stands_in_the_text": _about(texts, lambda i, a: _misplaced(a, _cues(i))),
        "headline_agrees_with_its_basis": _about(texts, _headline_fault),
        "summary_agrees_with_its_basis": _summary_fault,
        "numbers_stand_in_the_source": _about(
            texts, lambda i, a: _number_fault(i, a, names.get(a.source_id, ""))
        ),
        "english_is_borne_out": _about(texts, _english_fault),
        "steps_name_their_engines": _step_fault,
    }
    rows = read_rows(item_versions, ItemVersion)
    source_ids = _source_ids(item_versions, articles)
    table = Judged(
        frame=item_versions,
        row_ids=texts_of(item_versions, "item_id"),
        source_ids=source_ids,
        parts=parts_by_source(source_ids, sources),
        faults=find_faults(rows, tests),
    )
    checks = [*partition_checks(country, date), UNIQUE, LANGUAGE_CONFIDENCE, CATEGORY_CONFIDENCE, *COMPUTED]
    latest = [row for row in rows if isinstance(row, ItemVersion) and _is_latest(row, texts)]
    findings: Findings = [
        (NOTHING_LOST, _lost(item_versions, texts.values(), refused_articles)),
        (LANGUAGES_TOLD, _languages(latest, texts)),
        (BALANCED, {DAY: _balance(latest)}),
        (ENGLISH_HOLDS, {DAY: _english(latest)}),
    ]
    return judge_table(scope, table, checks, findings)


Texts = Mapping[tuple[str, int], Article]
"""Item id and version to the article of this day."""


def _about(texts: Texts, test: Callable[[ItemVersion, Article], str]) -> Callable[[ItemVersion], str]:
    """A test of an item against its article. Without one it says nothing: ``article_resolves`` does."""

    def tested(item: ItemVersion) -> str:
        article = texts.get((item.item_id, item.version))
        return "" if article is None else test(item, article)

    return tested


def _source_ids(item_versions: pl.DataFrame, articles: pl.DataFrame) -> list[str]:
    """The source of each row, from the articles table by item; empty where no article has the item."""
    source_of = dict(articles.select("item_id", "source_id").iter_rows())
    return [source_of.get(item) or "" for item in texts_of(item_versions, "item_id")]


def _is_latest(item: ItemVersion, texts: Texts) -> bool:
    article = texts.get((item.item_id, item.version))
    return article is not None and article.is_latest


def _text_fault(item: ItemVersion, article: Article) -> str:
    """Compared with the text as it stands, not with its recorded digest: that one has a check of its own."""
    digest = content_digest(article.title, article.paragraphs)[:16]
    seen = sorted({step.inputs_digest for step in item.steps})
    return "" if digest in seen else f"the text is {digest}, seen was {', '.join(seen) or 'nothing'}"


def _category_fault(item: ItemVersion, known: frozenset[str]) -> str:
    risk, ops = item.risk_category, item.ops_category
    if risk is not None and risk != UNDETERMINED and not (risk in known and risk.startswith("risk.")):
        return f"risk category {risk!r}"
    if ops is not None and not (ops in known and ops.startswith("ops.")):
        return f"operations category {ops!r}"
    return ""


def _axis_fault(item: ItemVersion) -> str:
    risk, ops = item.risk_category, item.ops_category
    if risk is None and ops is None:
        fitting = "out_of_scope"
    elif ops is None and risk != UNDETERMINED:
        fitting = "risk"
    elif ops is not None and risk == UNDETERMINED:
        fitting = "ops"
    else:
        return f"risk category {risk!r} and operations category {ops!r}"
    return "" if item.scope == fitting else f"scope is {item.scope}, the categories say {fitting}"


Place = tuple[str, int, int, int]
"""A piece of text with the paragraph (-1: the headline), start and end at which it should stand."""


def _sentences(item: ItemVersion) -> list[Place]:
    return [(s.original, s.paragraph, s.start, s.end) for s in item.summary]


def _entities(item: ItemVersion) -> list[Place]:
    return [(e.name, e.paragraph, e.start, e.end) for e in item.entities]


def _figures(item: ItemVersion) -> list[Place]:
    return [(f.original, f.paragraph, f.start, f.end) for f in item.figures]


def _cues(item: ItemVersion) -> list[Place]:
    return [(e.cue, e.paragraph, e.start, e.end) for e in item.evidence]


def _misplaced(article: Article, places: Sequence[Place]) -> str:
    """The first piece that is not exactly what stands at its place."""
    for piece, paragraph, start, end in places:
        if not -1 <= paragraph < len(article.paragraphs):
            return f"{piece[:40]!r} in paragraph {paragraph} of {len(article.paragraphs)}"
        text = article.title if paragraph == -1 else article.paragraphs[paragraph]
        if not piece or text[start:end] != piece:
            return f"{piece[:40]!r}, where {text[start:end][:40]!r} stands ({paragraph}: {start} to {end})"
    return ""


def _headline_fault(item: ItemVersion, article: Article) -> str:
    headline, basis = item.headline_en, item.headline_basis
    if basis == "original" and headline != article.title:
        return f"original, yet {headline!r} is not the title"
    if basis == "none" and headline is not None:
        return f"none, yet there is {headline!r}"
    if basis in ("translated", "structured") and not (headline or "").strip():
        return f"{basis}, yet empty"
    return ""


def _summary_fault(item: ItemVersion) -> str:
    basis, sentences = item.summary_basis, item.summary
    if (basis == "none") != (not sentences):
        return f"{basis}, with {len(sentences)} sentences"
    if basis == "extracted":
        other = [s.text_en for s in sentences if s.text_en not in (None, s.original)]
        return f"extracted, yet {other[0]!r} is not in the source" if other else ""
    if basis == "translated" and not any((s.text_en or "").strip() for s in sentences):
        return "translated, yet no sentence is in English"
    return ""


def _number_fault(item: ItemVersion, article: Article, source_name: str) -> str:
    """Names are grounds too: G20 has a number that Chinese writes in another way. So is what the rules read in the
    article when they read it again (10.3 is March 10, तीन is 3), which is asked for only where a number has no other
    ground. See also ``_english_fault``."""
    converted = [words for figure in item.figures for words in (figure.text_en, figure.value)]
    converted += [entity.name_en for entity in item.entities]
    found: list[str] = []
    if item.headline_basis != "translated":
        found += ungrounded(
            item.headline_en or "", [article.title, *article.paragraphs, source_name, *converted]
        )
    if found and item.headline_basis == "structured":
        found = ungrounded(", ".join(found), [_read_again(item, article, source_name)])
    for sentence in item.summary if item.summary_basis != "translated" else ():
        found += ungrounded(sentence.text_en or "", [sentence.original, *converted])
    return ", ".join(found)


def _read_again(item: ItemVersion, article: Article, source_name: str) -> str:
    """The structured line that the rules write of the article now."""
    category = item.ops_category or item.risk_category
    (rendering,) = StructuredLine().render(
        [
            TranslationInput(
                title=article.title,
                paragraphs=article.paragraphs,
                language=item.language,
                category=category,
                category_name=category_name(category) if category else None,
                entities=item.entities,
                figures=item.figures,
                key_sentences=item.summary,
                source_name=source_name,
                source_kind=article.kind,
                published_date=article.published_at.date() if article.published_at else None,
            )
        ]
    )
    return rendering.headline_en or ""


def _english_fault(item: ItemVersion, article: Article) -> str:
    return "; ".join(finding.detail for finding in unsupported(item, article))


def _step_fault(item: ItemVersion) -> str:
    if not item.steps:
        return "there is no step"
    unnamed = [
        s.step or "?" for s in item.steps if not (s.step and s.engine and s.version and s.inputs_digest)
    ]
    return ", ".join(unnamed)


def _lost(
    item_versions: pl.DataFrame, articles: Iterable[Article], refused: frozenset[tuple[str, int]]
) -> dict[str, Finding]:
    """Articles that should have a row and have none, by source."""
    there = set(item_versions.select("item_id", "version").iter_rows())
    expected: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for article in articles:
        key = (article.item_id, article.version)
        if article.is_latest and key not in refused:
            expected[article.source_id].add(key)
    found = {}
    for source, keys in sorted(expected.items()):
        missing = sorted(item for item, _ in keys - there)
        words = f"{len(missing)} of {len(keys)} articles missing"
        names = f": {', '.join(missing[:5])}" if missing else ""
        found[source_part(source)] = Finding(not missing, words + names, len(keys))
    return found


def _languages(items: Sequence[ItemVersion], texts: Texts) -> dict[str, Finding]:
    source_of = {item.item_id: texts[item.item_id, item.version].source_id for item in items}
    all_items = Counter(source_of[item.item_id] for item in items)
    untold = Counter(source_of[item.item_id] for item in items if item.language == UNDETERMINED_LANGUAGE)
    return {
        source_part(source): Finding(
            untold[source] <= 2 or untold[source] <= UNKNOWN_LANGUAGES * count,
            f"{untold[source]} of {count} items und",
            count,
        )
        for source, count in sorted(all_items.items())
    }


def _balance(items: Sequence[ItemVersion]) -> Finding:
    counts = Counter(
        item.ops_category or item.risk_category for item in items if item.scope != "out_of_scope"
    )
    in_scope = counts.total()
    if in_scope == 0:
        return Finding(True, "no item in scope")
    category, most = min(counts.items(), key=lambda pair: (-pair[1], str(pair[0])))
    return Finding(
        in_scope < BALANCE_ITEMS or most <= BALANCE_SHARE * in_scope,
        f"{category} holds {most} of {in_scope} items in scope",
        in_scope,
    )


def _english(items: Sequence[ItemVersion]) -> Finding:
    written, withheld, reasons = count_withheld(items)
    words = f"{withheld} of {written} items with English of an engine had some of it withheld"
    why = ", ".join(f"{kind} {count}" for kind, count in sorted(reasons.items()))
    return Finding(
        written < WITHHELD_ITEMS or withheld <= WITHHELD_SHARE * written,
        words + (f": {why}" if why else ""),
        written,
    )
