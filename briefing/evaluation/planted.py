"""How many planted errors the check catches, and how often it cries without cause.

Right English is taken from two places: the English of news documents that people translated into six languages
(each translation is the source, sentence by sentence), and English articles, whose sentences are their own source.
One error is planted into each sentence by rule, with a fixed seed: a figure (digit, scale, unit), a date (month,
day, year, weekday), a name (one of another document in its place), a negation (added or removed), a direction (rose
for fell), an amount (dozens for five, tripled for doubled), a denial (refused for agreed). Nothing of the check
decides what is planted where, apart from the list of common words that tells a name from a word at the beginning of
a sentence. Counted apart is how often a sentence of another document passes for a headline of this one.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefing.enrichment.entities import GazetteerFinder
from briefing.enrichment.figures import find_figures
from briefing.enrichment.grounding import SourceText, Span, find_faults
from briefing.enrichment.grounding.form_findings import find_form_faults
from briefing.enrichment.grounding.name_findings import english_words
from briefing.enrichment.sentences import split_sentences
from briefing.evaluation.collections import MissingCollectionError, json_lines

SEED = 20260310
LANGUAGES = ("ko", "ja", "zh-Hans", "zh-Hant", "vi", "hi")
KINDS = ("figure", "date", "name", "negation", "direction", "amount", "denial")
PARTS = ("dev", "test")
"""Documents take turns: rules may be made on dev, what is told is test."""
_ENGLISH_ARTICLES = 250
_SENTENCES_IN_A_SUMMARY = 3


@dataclass(frozen=True)
class Case:
    """A right English sentence with its source. ``document`` is its number, ``span`` the source sentence."""

    document: int
    english: str
    source: SourceText
    span: Span


@dataclass(frozen=True)
class Planted:
    """A sentence made wrong in one place."""

    kind: str
    english: str
    what: str


def evaluate(corpora: Path, part: str = "test") -> dict[str, Any]:
    """Counts and shares over both collections, per language and per kind; absent collections are left out by name.

    ``caught`` counts planted sentences with any finding; ``false_alarms`` unharmed sentences with one, and
    ``false_alarms_of_summaries`` unharmed runs of three sentences with one in any of them.
    """
    if not any((corpora / folder).is_dir() for folder in ("parallel", "streams")):
        raise MissingCollectionError(f"{corpora.name} has neither parallel/ nor streams/")
    result: dict[str, Any] = {"part": part, "languages": {}, "skipped": []}
    totals: dict[str, int] = defaultdict(int)
    kinds: dict[str, dict[str, int]] = {kind: {"planted": 0, "caught": 0} for kind in KINDS}
    for language, cases in read_cases(corpora, part):
        if not cases:
            result["skipped"].append(language)
            continue
        told = _judge(cases, language, random.Random(f"{SEED} {language}"))  # noqa: S311  no secret, but the same each time
        result["languages"][language] = told
        for key in (
            "planted",
            "caught",
            "unharmed",
            "false_alarms",
            "summaries",
            "false_alarms_of_summaries",
        ):
            totals[key] += told[key]
        for kind, counts in told["kinds"].items():
            for key, count in counts.items():
                kinds[kind][key] += count
    return {
        **result,
        **totals,
        "kinds": kinds,
        "caught_share": _share(totals["caught"], totals["planted"]),
        "false_alarm_share": _share(totals["false_alarms"], totals["unharmed"]),
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def read_cases(corpora: Path, part: str) -> Iterator[tuple[str, list[Case]]]:
    """Cases by language of the source; ``en`` are articles that are English themselves."""
    path = corpora / "parallel" / "news-documents.jsonl.gz"
    documents = list(json_lines(path)) if path.is_file() else []
    for language in LANGUAGES:
        yield language, _parallel_cases(documents, language, part)
    yield "en", _english_cases(corpora / "streams", part)


def _source(title: str, paragraphs: Sequence[str], language: str) -> SourceText:
    return SourceText(
        title,
        tuple(paragraphs),
        language,
        GazetteerFinder().find(title, paragraphs, language),
        find_figures(title, paragraphs, language),
    )


def _parallel_cases(documents: Sequence[Mapping[str, Any]], language: str, part: str) -> list[Case]:
    """Sentences with their translation; a document that has not both languages gives none."""
    cases = []
    for number, document in enumerate(documents):
        if PARTS[number % 2] != part or not document.get(language) or not document.get("en"):
            continue
        source = _source("", document[language], language)
        cases += [
            Case(number, english, source, Span(at, 0, len(original)))
            for at, (original, english) in enumerate(zip(document[language], document["en"], strict=True))
        ]
    return cases


def _english_cases(streams: Path, part: str) -> list[Case]:
    cases = []
    number = 0
    for path in sorted((streams / "in").glob("*.jsonl.gz")):
        for article in json_lines(path):
            title, text = str(article.get("title") or ""), str(article.get("desc") or "")
            if len(text) < 120 or not text.isascii():
                continue
            number += 1
            if PARTS[number % 2] != part or number > 2 * _ENGLISH_ARTICLES:
                continue
            source = _source(title, (text,), "en")
            cases += [
                Case(number, text[start:end], source, Span(0, start, end))
                for start, end in split_sentences(text, "en")
            ]
    return cases


def _judge(cases: Sequence[Case], language: str, chance: random.Random) -> dict[str, Any]:
    names = _names_by_document(cases)
    kinds = {kind: {"planted": 0, "caught": 0} for kind in KINDS}
    false_alarms: list[bool] = []
    alarms: dict[int, list[bool]] = defaultdict(list)
    for case in cases:
        passage = case.source.passage((case.span,))
        is_alarm = bool(find_faults(case.english, passage))
        false_alarms.append(is_alarm)
        alarms[case.document].append(is_alarm)
        for planted in plant(case, names, chance):
            kinds[planted.kind]["planted"] += 1
            kinds[planted.kind]["caught"] += bool(find_faults(planted.english, passage))
    summaries = [
        any(run[at : at + _SENTENCES_IN_A_SUMMARY])
        for run in alarms.values()
        for at in range(0, len(run), _SENTENCES_IN_A_SUMMARY)
    ]
    planted_count = sum(counts["planted"] for counts in kinds.values())
    caught = sum(counts["caught"] for counts in kinds.values())
    return {
        "planted": planted_count,
        "caught": caught,
        "unharmed": len(false_alarms),
        "false_alarms": sum(false_alarms),
        "summaries": len(summaries),
        "false_alarms_of_summaries": sum(summaries),
        "caught_share": _share(caught, planted_count),
        "false_alarm_share": _share(sum(false_alarms), len(false_alarms)),
        "kinds": kinds,
        **({"other_source": _told_apart(cases)} if language != "en" else {}),
    }


def _told_apart(cases: Sequence[Case]) -> dict[str, Any]:
    """Each sentence as if it were a headline: how often the right one is taken for that of another source, and how
    often one of another document is.
    """
    right = caught = others = 0
    for number, case in enumerate(cases):
        told = case.source.passage((case.span,))
        right += bool(find_form_faults(case.english, told, told))
        other = cases[(number + len(cases) // 2) % len(cases)]
        if other.document != case.document:
            others += 1
            caught += bool(find_form_faults(other.english, told, told))
    return {"sentences": len(cases), "false_alarms": right, "others": others, "caught": caught}


def plant(case: Case, names: Mapping[int, Sequence[str]], chance: random.Random) -> list[Planted]:
    """One wrong sentence of each kind that the sentence has room for."""
    planters: dict[str, Callable[[], str | None]] = {
        "figure": lambda: plant_figure(case.english, chance),
        "date": lambda: plant_date(case.english, chance),
        "name": lambda: plant_name(case, names, chance),
        "negation": lambda: plant_negation(case.english, chance),
        "direction": lambda: plant_direction(case.english, chance),
    }
    # a stream of chance of their own, so that what was planted before them stays as it was
    own = random.Random(f"{SEED} {case.english}")  # noqa: S311  no secret, but the same each time
    planters["amount"] = lambda: plant_amount(case.english, own)
    planters["denial"] = lambda: plant_denial(case.english, own)
    found = []
    for kind, planter in planters.items():
        wrong = planter()
        if wrong is not None and wrong != case.english:
            found.append(Planted(kind, wrong, case.english))
    return found


# --- figures

_NUMERAL = re.compile(r"(?<![\w.,:/-])\d[\d,]*(?:\.\d+)?(?![\w:/]|[.,]\d)")
_COUNT = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty)\b"
)
_SCALE = re.compile(r"(?<=\d\s)(thousand|million|billion|trillion|lakh|crore)\b")
_UNIT = re.compile(
    r"(?<=\d)(%| per ?cent\b)|(?<=\d\s)(won|yen|yuan|dollars|euros|pounds|rupees)\b|[$£€₹](?=\d)"
)
_OTHER_SCALE = {
    "thousand": "million",
    "million": "billion",
    "billion": "million",
    "trillion": "billion",
    "lakh": "crore",
    "crore": "lakh",
}
_OTHER_UNIT = {"%": " percentage points", "$": "£", "£": "€", "€": "$", "₹": "$"}
_COUNTS = [
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "fifteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
]


def plant_figure(english: str, chance: random.Random) -> str | None:
    """A digit, a number word, a scale or a unit changed; None where there is no figure."""
    options: list[tuple[int, int, str]] = []
    for match in _NUMERAL.finditer(english):
        if re.fullmatch(r"(?:19|20)\d\d", match.group()) or _MONTH_BESIDE.search(english[: match.start()]):
            continue
        options.append((*match.span(), _change_digit(match.group(), chance)))
    options += [
        (*m.span(), chance.choice([c for c in _COUNTS if c != m.group()])) for m in _COUNT.finditer(english)
    ]
    options += [(*m.span(), _OTHER_SCALE[m.group()]) for m in _SCALE.finditer(english)]
    for match in _UNIT.finditer(english):
        written = match.group()
        other = _OTHER_UNIT.get(written) or (
            " percentage points"
            if "cent" in written
            else chance.choice([u for u in ("won", "yen", "euros", "rupees") if u != written])
        )
        options.append((*match.span(), other))
    return _replaced(english, options, chance)


def _change_digit(numeral: str, chance: random.Random) -> str:
    places = [place for place, char in enumerate(numeral) if char.isdigit()]
    place = chance.choice(places)
    lowest = 1 if place == 0 else 0
    digit = chance.choice([str(d) for d in range(lowest, 10) if str(d) != numeral[place]])
    return numeral[:place] + digit + numeral[place + 1 :]


def _replaced(english: str, options: Sequence[tuple[int, int, str]], chance: random.Random) -> str | None:
    if not options:
        return None
    start, end, other = chance.choice(list(options))
    return english[:start] + other + english[end:]


# --- dates

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTH = re.compile(rf"\b(?:{'|'.join(m for m in _MONTHS if m not in ('May', 'March'))})\b")
_WEEKDAY = re.compile(rf"\b(?:{'|'.join(_WEEKDAYS)})\b")
_YEAR = re.compile(r"(?<![\d,.$£€-])(?:19|20)\d\d(?![\d,]|\.\d)")
_MONTH_BESIDE = re.compile(rf"(?:{'|'.join(_MONTHS)})\s$")
_DAY = re.compile(
    rf"(?:(?<=\s)|^)\d{{1,2}}(?=\s(?:{'|'.join(_MONTHS)})\b)|(?:{'|'.join(_MONTHS)})\s\d{{1,2}}(?!\d)"
)


def plant_date(english: str, chance: random.Random) -> str | None:
    """Another month, weekday, year or day; None where the sentence has no date."""
    options = [
        (*m.span(), chance.choice([other for other in names if other != m.group()]))
        for pattern, names in ((_MONTH, _MONTHS), (_WEEKDAY, _WEEKDAYS))
        for m in pattern.finditer(english)
    ]
    options += [
        (*m.span(), str(int(m.group()) + chance.choice((-10, -2, -1, 1, 2, 3))))
        for m in _YEAR.finditer(english)
    ]
    for match in _DAY.finditer(english):
        day = re.search(r"\d+", match.group())
        if day is not None:
            other = chance.choice([str(d) for d in range(1, 29) if str(d) != day.group()])
            begin = match.start() + day.start()
            options.append((begin, begin + len(day.group()), other))
    return _replaced(english, options, chance)


# --- names

_CAPITALS = re.compile(r"[A-Z][a-zà-ÿ]+(?:[- ][A-Z][a-zà-ÿ]+)*")
_NO_NAMES = {*_MONTHS, *_WEEKDAYS, "Mr", "Mrs", "Ms", "Dr", "Sir", "Lord", "Lady", "The", "But", "And", "St"}


def names_of(english: str) -> list[tuple[int, int]]:
    """Runs of capitalised words inside a sentence, with at least one that is no common word."""
    found = []
    for match in _CAPITALS.finditer(english):
        words = re.split("[- ]", match.group())
        if match.start() == 0 or _NO_NAMES & set(words) or all(w.lower() in english_words() for w in words):
            continue
        if english[match.start() - 1].isalnum() or english[match.end() : match.end() + 1].isalnum():
            continue
        if sum(len(w) for w in words) >= 4:
            found.append(match.span())
    return found


def _names_by_document(cases: Sequence[Case]) -> dict[int, list[str]]:
    names: dict[int, set[str]] = defaultdict(set)
    for case in cases:
        names[case.document] |= {case.english[start:end] for start, end in names_of(case.english)}
    return {document: sorted(found) for document, found in sorted(names.items())}


def plant_name(case: Case, names: Mapping[int, Sequence[str]], chance: random.Random) -> str | None:
    """A name of another document in the place of one, of as many words; None where there is none."""
    options: list[tuple[int, int, str]] = []
    for start, end in names_of(case.english):
        words = case.english[start:end].count(" ")
        own = set(re.split("[- ]", " ".join(names[case.document])))
        others = [
            name
            for document, found in names.items()
            if document != case.document
            for name in found
            if name.count(" ") == words and not own & set(re.split("[- ]", name))
        ]
        if others:
            options.append((start, end, chance.choice(others)))
    return _replaced(case.english, options, chance)


# --- negation and direction

_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|should|must|may|might|does|did|"
    r"do)\b(?!n['’]t|\s(?:not|no|never|n['’]t|been not|n’t)\b|\?)"
)
_NEGATED = re.compile(r"\s(?:not|never)\b(?! (?:only|just))|n['’]t\b|\bno(?=\s[a-z])|\bwithout\b")
_UNSAID = {"without": "with", "no": "some"}


def plant_negation(english: str, chance: random.Random) -> str | None:
    """A ``not`` put in where there is none, or taken out where there is one."""
    removed = [
        (*m.span(), _UNSAID.get(m.group(), ""))
        for m in _NEGATED.finditer(english)
        if not english[: m.start()].endswith(("ca", "wo"))
    ]
    if removed:
        return _replaced(english, removed, chance)
    if re.search(r"\b(?:no|nor|neither|none|nothing|nobody|cannot)\b|n['’]t\b", english, re.IGNORECASE):
        return None
    added = [(m.end(), m.end(), " not") for m in _AUXILIARY.finditer(english)]
    return _replaced(english, added, chance)


_REVERSED = {
    **{
        "rose": "fell",
        "rise": "fall",
        "rises": "falls",
        "rising": "falling",
        "increased": "decreased",
        "increase": "decrease",
    },
    **{
        "higher": "lower",
        "gained": "lost",
        "grew": "shrank",
        "growth": "decline",
        "surged": "plunged",
        "climbed": "dropped",
    },
    **{"raised": "lowered", "up": "down", "jumped": "tumbled", "increases": "decreases"},
}
_REVERSED |= {other: word for word, other in _REVERSED.items()}
_MOVES = re.compile(
    rf"\b(?:{'|'.join(sorted(set(_REVERSED) - {'up', 'down'}))})\b|\b(?:up|down)(?= (?:\d|by \d))"
)


def plant_direction(english: str, chance: random.Random) -> str | None:
    """rose for fell, lower for higher; None where nothing rises or falls."""
    return _replaced(english, [(*m.span(), _REVERSED[m.group()]) for m in _MOVES.finditer(english)], chance)


# --- amounts without digits, and denials

_VAGUE = {"dozens of": 30, "hundreds of": 300, "thousands of": 3000, "millions of": 3_000_000}
_COUNTED = re.compile(
    rf"(?<![\w.,:/$£€₹-])(?:(?P<word>{'|'.join(_COUNTS)})|(?P<digits>[1-9]\d{{0,2}}(?:,\d{{3}})?))(?= [a-z]{{3,}}s\b)"
)
_VALUES = dict(zip(_COUNTS, [*range(2, 13), 15, 20, 30, 40, 50], strict=True))
_FOLDED = {
    **{"doubled": "tripled", "tripled": "doubled", "doubling": "halving", "double the": "triple the"},
    **{"halved": "tripled", "quadrupled": "doubled", "half of": "twice", "twice the": "half the"},
}
_FOLD = re.compile(rf"\b(?:{'|'.join(_FOLDED)})\b")


def plant_amount(english: str, chance: random.Random) -> str | None:
    """Hundreds of people for five, tripled for doubled; None where nothing is counted."""
    options = [(*m.span(), _FOLDED[m.group()]) for m in _FOLD.finditer(english)]
    for match in _COUNTED.finditer(english):
        value = _VALUES[match["word"]] if match["word"] else int(match["digits"].replace(",", ""))
        far = [words for words, size in _VAGUE.items() if not value / 8 <= size <= value * 8]
        if far and not _MONTH_BESIDE.search(english[: match.start()]):
            options.append((*match.span(), chance.choice(far)))
    return _replaced(english, options, chance)


_DENIED = {
    **{"agreed to": "refused to", "decided to": "refused to", "managed to": "failed to"},
    **{
        "plans to": "refuses to",
        "planned to": "refused to",
        "wants to": "refuses to",
        "wanted to": "refused to",
    },
    **{"approved": "rejected", "accepted": "rejected", "supported": "rejected", "welcomed": "rejected"},
    **{
        "confirmed": "denied",
        "admitted": "denied",
        "announced": "denied",
        "claimed": "denied",
        "allowed": "blocked",
    },
    **{"said that": "denied that", "says that": "denies that", "told reporters": "denied to reporters"},
}
_AFFIRMED = re.compile(rf"\b(?:{'|'.join(_DENIED)})\b")
_NEGATIVE = re.compile(r"\b(?:not?|never|nor|none|nothing|without|cannot)\b|n['’]t\b", re.IGNORECASE)


def plant_denial(english: str, chance: random.Random) -> str | None:
    """Refused for agreed, denied for confirmed; None where nothing is affirmed, or something negated."""
    if _NEGATIVE.search(english):
        return None
    return _replaced(english, [(*m.span(), _DENIED[m.group()]) for m in _AFFIRMED.finditer(english)], chance)
