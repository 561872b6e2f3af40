"""What an item is about: one category on one of two axes, or out of scope; decided by a lexicon of cues.

How a choice is made
    1. The headline and the first three paragraphs are searched for the cues of the item's language. Later
       paragraphs are not read: an aside at the end must not decide.
    2. A cue counts once, at its best place: in full in the headline, by ``PLACE`` below it. A category's score
       is the sum of its cues, each further one counting for less, so that many faint words do not outweigh
       one that says it.
    3. A category named in the headline leaves those that it `beats` (categories.yml) a fraction of their score.
    4. Risk is tested first: the best risk category is taken unless an operations category is clearly ahead.
    5. Kinds of noise (sport, celebrity, recipes, notices …) compete like categories; where one leads, or the
       confidence is under ``LEAST_CONFIDENCE``, the item is out of scope and the evidence is kept.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal, Protocol

from briefing.records.evidence import Evidence
from briefing.records.similar_example import SimilarExample
from briefing.taxonomy import categories
from briefing.taxonomy.categories import UNDETERMINED, Cue, CueSheet

Scope = Literal["risk", "ops", "out_of_scope"]

PLACE = (1.0, 0.5, 0.35, 0.25)  # headline, then first to third paragraph
CHARACTERS = {True: 500, False: 250}  # of a paragraph, by whether the script has word boundaries
FURTHER = 0.6  # what each further cue of a category counts, against the one before it
RISK_FIRST = 0.7  # a risk category needs this share of the best operations score
BEATEN = 0.4  # what is left of a score that another category beats
LEAST_CONFIDENCE = 0.38  # two strong cues at odds in a headline just pass (0.388), two plain ones do not
MOST_EVIDENCE = 24  # cues kept on an item; the best category's first


@dataclass(frozen=True)
class CategoryChoice:
    """``risk_category`` is 'risk.undetermined' on the operations axis; both are None out of scope.

    ``confidence`` (0 to 1) is that of the choice made; see ``confidence_of``. ``evidence`` holds every cue
    found, also of categories that lost. ``domain`` is empty out of scope.
    """

    scope: Scope
    risk_category: str | None
    ops_category: str | None
    confidence: float
    evidence: tuple[Evidence, ...]
    domain: str
    needs_review: bool = False
    similar: tuple[SimilarExample, ...] = ()


class Categoriser(Protocol):
    """Whatever chooses categories. The same text gives the same choice."""

    engine: str
    version: str

    def categorise(self, title: str, paragraphs: Sequence[str], language: str, kind: str) -> CategoryChoice:
        """Choose from original text in ``language`` (as language identification names it)."""


@dataclass(frozen=True)
class _Folded:
    """Text as it is compared, and where each of its characters begins and ends in the text as published."""

    original: str
    text: str
    starts: Sequence[int]
    ends: Sequence[int]


@dataclass(frozen=True)
class _Pattern:
    folded: str
    cues: tuple[Cue, ...]  # none: a mask
    open_end: bool
    bound_left: bool
    bound_right: bool


@dataclass(frozen=True)
class _Hit:
    cue: Cue
    paragraph: int  # -1: the headline
    start: int
    end: int
    found: str
    value: float  # the cue's weight times its place's


# Full-width letters and typographic apostrophes compare as plain ones.
_PLAIN = {0xFF01 + n: 0x21 + n for n in range(94)} | {0x2019: 0x27, 0x2018: 0x27, 0x02BC: 0x27, 0xA0: 0x20}
_HALF_WIDTH_KANA = (0xFF61, 0xFF9F)


def _is_letter(character: str) -> bool:
    """Letters, digits and the marks written on them; Python's ``isalnum`` leaves out Indic vowel signs."""
    return character.isalnum() or unicodedata.category(character)[0] == "M"


class _Lexicon:
    """One language's cues, indexed by their first characters.

    Looking a position's next characters up in a dictionary and comparing the few cues behind them is faster
    than one regular expression of thousands of alternatives, which are tried one by one.
    """

    def __init__(self, sheet: CueSheet) -> None:
        self._has_boundaries = sheet.has_word_boundaries
        # Longest first: a pattern shorter than the longest key is its own key, so order of keys is order of length.
        self._key_lengths = (5, 4, 3, 2, 1) if sheet.has_word_boundaries else (3, 2, 1)
        self._fold_table = _PLAIN | {ord(key): value for key, value in sheet.fold.items()}
        patterns: dict[tuple[str, bool, bool, bool], list[Cue]] = defaultdict(list)
        for cue in sorted(sheet.cues, key=lambda cue: -cue.weight):
            words = {
                name: tuple(self.folded(word).text for word in getattr(cue, name))
                for name in ("needs", "unless")
            }
            key = (self.folded(cue.text).text, cue.open_end, cue.bound_left, cue.bound_right)
            patterns[key].append(cue.model_copy(update=words))
        for phrase in sheet.mask:
            patterns[(self.folded(phrase.strip("*")).text, phrase.endswith("*"), False, False)] = []
        self._index: dict[str, list[_Pattern]] = defaultdict(list)
        for (text, *bounds), cues in patterns.items():
            self._index[text[: self._key_lengths[0]]].append(_Pattern(text, tuple(cues), *bounds))
        for behind in self._index.values():
            behind.sort(key=lambda pattern: (-len(pattern.folded), bool(pattern.cues), pattern.folded))

    @property
    def reads_to(self) -> int:
        """Characters of a paragraph that are read."""
        return CHARACTERS[self._has_boundaries]

    def folded(self, text: str) -> _Folded:
        """Lower case, composed, variants replaced. Offsets are kept where that changes the length."""
        plain = text.lower().translate(self._fold_table)
        half_width = any(_HALF_WIDTH_KANA[0] <= ord(c) <= _HALF_WIDTH_KANA[1] for c in plain)
        if len(plain) == len(text) and not half_width and unicodedata.is_normalized("NFC", plain):
            return _Folded(text, plain, range(len(text)), range(1, len(text) + 1))
        pieces, starts, ends, start = [], [], [], 0
        while start < len(text):
            end = start + 1
            while end < len(text) and (unicodedata.combining(text[end]) or text[end] in "ﾞﾟ"):
                end += 1
            cluster = text[start:end]
            form: Literal["NFC", "NFKC"] = "NFKC" if half_width else "NFC"
            piece = unicodedata.normalize(form, cluster).lower().translate(self._fold_table)
            pieces.append(piece)
            starts.extend([start] * len(piece))
            ends.extend([end] * len(piece))
            start = end
        return _Folded(text, "".join(pieces), starts, ends)

    def _starts_at(self, text: str, at: int, pattern: _Pattern) -> bool:
        if not text.startswith(pattern.folded, at):
            return False
        end = at + len(pattern.folded)
        right = (self._has_boundaries and not pattern.open_end) or pattern.bound_right
        if pattern.bound_left and at and _is_letter(text[at - 1]) and _is_letter(text[at]):
            return False
        return not (right and end < len(text) and _is_letter(text[end]) and _is_letter(text[end - 1]))

    def hits(self, folded: _Folded, paragraph: int, share: float, whole: str) -> Iterator[_Hit]:
        """Cues from left to right, the longest at each place, none inside another.

        ``share`` is what this place counts; ``whole`` is the item's folded text, where companions are sought.
        """
        text, at = folded.text, 0
        index = self._index
        while at < len(text):
            step = 1
            if self._has_boundaries and at and _is_letter(text[at - 1]) and _is_letter(text[at]):
                at += step
                continue
            keys = (text[at : at + length] for length in self._key_lengths if at + length <= len(text))
            for pattern in chain.from_iterable(index.get(key, ()) for key in keys):
                if not self._starts_at(text, at, pattern):
                    continue
                start, end = folded.starts[at], folded.ends[at + len(pattern.folded) - 1]
                found = folded.original[start:end]
                counted: dict[str, Cue] = {}  # by category: the heaviest whose conditions are met
                for cue in pattern.cues:
                    if cue.category not in counted and self._counts(cue, found, whole):
                        counted[cue.category] = cue
                if pattern.cues and not counted:
                    continue  # conditions not met: a shorter cue may still stand here
                for cue in counted.values():
                    yield _Hit(cue, paragraph, start, end, found, cue.weight * share)
                step = len(pattern.folded)
                break
            at += step

    def _counts(self, cue: Cue, found: str, whole: str) -> bool:
        if cue.exact_case and cue.text not in found.translate(_PLAIN):
            return False
        if cue.needs and not any(self._stands_in(word, whole) for word in cue.needs):
            return False
        return not any(self._stands_in(word, whole) for word in cue.unless)

    def _stands_in(self, word: str, whole: str) -> bool:
        """A companion: a substring; where the script has words, the beginning of one, all of it up to three
        letters long ('us' must not be found in 'use')."""
        if not self._has_boundaries:
            return word in whole
        at = whole.find(word)
        while at >= 0:
            end = at + len(word)
            begins = not at or not _is_letter(whole[at - 1])
            if begins and (len(word) > 3 or not _is_letter(whole[end : end + 1] or " ")):
                return True
            at = whole.find(word, at + 1)
        return False


def confidence_of(score: float, rival: float, cues: int) -> float:
    """Confidence 0 to 1 in a category with ``score``, the next best having ``rival``.

    ``1 - exp(-score / 2)`` (how much speaks for it: 0.63 for one plain cue in the headline) times a share between
    0.5 and 1 that grows with the margin over the rival (0.35) and with independent cues, up to three (0.15).
    """
    if score <= 0:
        return 0.0
    margin = max(0.0, score - rival) / score
    return (1 - math.exp(-score / 2)) * (0.5 + 0.35 * margin + 0.15 * min(1.0, (cues - 1) / 2))


class CueCategoriser:
    """The lexicon of ``briefing/taxonomy``; see the module's text."""

    engine = "cue-lexicon"

    def __init__(self) -> None:
        self.version = categories.lexicon_version()
        self._lexicons: dict[str, _Lexicon] = {}

    def _lexicon(self, language: str) -> _Lexicon | None:
        code = language.partition("-")[0]
        if code not in self._lexicons:
            if code not in categories.cue_languages():
                return None
            self._lexicons[code] = _Lexicon(categories.cue_sheet(code))
        return self._lexicons[code]

    def categorise(self, title: str, paragraphs: Sequence[str], language: str, kind: str) -> CategoryChoice:
        """Choose by cues. A language without a cue sheet is out of scope with confidence 0.

        ``kind`` is not used by this engine: a ministry's release is judged by the same words as a report of it.
        """
        lexicon = self._lexicon(language)
        if lexicon is None:
            return CategoryChoice("out_of_scope", None, None, 0.0, (), "")
        hits = _hits(lexicon, title, paragraphs)
        return _choice(hits)


def _hits(lexicon: _Lexicon, title: str, paragraphs: Sequence[str]) -> list[_Hit]:
    """Every cue found, each once per category, at its best place; the weightiest first."""
    read = [(index, text) for index, text in enumerate(paragraphs) if text.strip()][: len(PLACE) - 1]
    texts = [(-1, title), *((index, text[: lexicon.reads_to]) for index, text in read)]
    folded = [(paragraph, lexicon.folded(text)) for paragraph, text in texts]
    whole = "\n".join(text.text for _, text in folded)
    best: dict[tuple[str, str], _Hit] = {}
    for (paragraph, text), share in zip(folded, PLACE, strict=False):
        for hit in lexicon.hits(text, paragraph, share, whole):
            best.setdefault((hit.cue.category, hit.cue.text), hit)
    return sorted(best.values(), key=lambda hit: (-hit.value, hit.paragraph, hit.start, hit.cue.category))


def _scores(hits: Sequence[_Hit]) -> dict[str, float]:
    """Category to score: a geometric sum over its hits, after those that beat it took their ground."""
    scores: dict[str, float] = defaultdict(float)
    counted: Counter[str] = Counter()
    for hit in hits:
        scores[hit.cue.category] += hit.value * FURTHER ** counted[hit.cue.category]
        counted[hit.cue.category] += 1
    in_headline = {hit.cue.category for hit in hits if hit.paragraph == -1 and hit.cue.weight > 1}
    beaten = {loser for winner in sorted(in_headline) for loser in categories.category(winner).beats}
    return {name: score * (BEATEN if name in beaten else 1.0) for name, score in scores.items()}


def _best(scores: dict[str, float], order: Sequence[str]) -> tuple[str | None, float]:
    """The best of an axis; a tie goes to the one printed first."""
    found = [name for name in order if name in scores]
    best = max(found, key=lambda name: scores[name], default=None)
    return best, scores[best] if best else 0.0


def _choice(hits: Sequence[_Hit]) -> CategoryChoice:
    scores = _scores(hits)
    known = categories.taxonomy()
    risk, risk_score = _best(scores, [row.id for row in known.risk])
    ops, ops_score = _best(scores, [row.id for row in known.ops])
    noise, noise_score = _best(scores, [row.id for row in known.noise])
    is_risk = risk is not None and risk_score >= RISK_FIRST * ops_score
    chosen, score = (risk, risk_score) if is_risk else (ops, ops_score)
    if chosen is None:
        sure_of_noise = confidence_of(noise_score, 0.0, sum(hit.cue.category == noise for hit in hits))
        return CategoryChoice(
            "out_of_scope", None, None, round(max(0.5, sure_of_noise), 4), _evidence(hits, noise), ""
        )
    rival = max((value for name, value in scores.items() if name != chosen), default=0.0)
    confidence = confidence_of(score, rival, sum(hit.cue.category == chosen for hit in hits))
    if noise_score > score or confidence < LEAST_CONFIDENCE:
        return CategoryChoice(
            "out_of_scope", None, None, round(1 - confidence, 4), _evidence(hits, noise), ""
        )
    return CategoryChoice(
        "risk" if is_risk else "ops",
        chosen if is_risk else UNDETERMINED,
        None if is_risk else chosen,
        round(confidence, 4),
        _evidence(hits, chosen),
        _domain(hits, chosen),
    )


def _domain(hits: Sequence[_Hit], chosen: str) -> str:
    """The category's domain, or that of the facet that most of its weight speaks for."""
    row = categories.category(chosen)
    weight: dict[str, float] = defaultdict(float)
    for hit in hits:
        if hit.cue.category == chosen:
            weight[hit.cue.facet] += hit.value
    facet = max(sorted(weight), key=lambda name: weight[name])
    return row.facets.get(facet, row.domain)


def _evidence(hits: Sequence[_Hit], chosen: str | None) -> tuple[Evidence, ...]:
    """The chosen category's cues first, then the others', each group weightiest first."""
    ordered = sorted(hits, key=lambda hit: hit.cue.category != chosen)
    return tuple(
        Evidence(
            category=hit.cue.category,
            cue=hit.found,
            weight=round(hit.value, 4),
            paragraph=hit.paragraph,
            start=hit.start,
            end=hit.end,
        )
        for hit in ordered[:MOST_EVIDENCE]
    )
