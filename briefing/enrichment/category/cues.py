"""A category by a lexicon of cues alone.

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
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from briefing.enrichment.category.choice import OUT_OF_SCOPE, CategoryChoice, CategoryInput, axes_of
from briefing.enrichment.category.lexicon import Hit, Lexicon
from briefing.records.evidence import Evidence
from briefing.taxonomy import categories

PLACE = (1.0, 0.5, 0.35, 0.25)  # headline, then first to third paragraph
FURTHER = 0.6  # what each further cue of a category counts, against the one before it
RISK_FIRST = 0.7  # a risk category needs this share of the best operations score
BEATEN = 0.4  # what is left of a score that another category beats
LEAST_CONFIDENCE = 0.38  # two strong cues at odds in a headline just pass (0.388), two plain ones do not
MOST_EVIDENCE = 24  # cues kept on an item; the best category's first


def confidence_of(score: float, rival: float, cues: int) -> float:
    """Confidence 0 to 1 in a category with ``score``, the next best having ``rival``.

    ``1 - exp(-score / 2)`` (how much speaks for it: 0.63 for one plain cue in the headline) times a share between
    0.5 and 1 that grows with the margin over the rival (0.35) and with independent cues, up to three (0.15).
    """
    if score <= 0:
        return 0.0
    margin = max(0.0, score - rival) / score
    return (1 - math.exp(-score / 2)) * (0.5 + 0.35 * margin + 0.15 * min(1.0, (cues - 1) / 2))


@lru_cache(maxsize=8)
def lexicon_of(language: str) -> Lexicon | None:
    """The lexicon of a language as identification names it (``zh-Hant`` …); None where no sheet is written."""
    code = language.partition("-")[0]
    return Lexicon(categories.cue_sheet(code)) if code in categories.cue_languages() else None


class CueCategoriser:
    """The lexicon of ``briefing/taxonomy``; see the module's text."""

    engine = "cue-lexicon"

    def __init__(self) -> None:
        self.version = categories.lexicon_version()

    def categorise(self, items: Sequence[CategoryInput]) -> list[CategoryChoice]:
        """Choose by cues. A language without a cue sheet is out of scope with confidence 0.

        The kind of source is not used: a ministry's release is judged by the same words as a report of it.
        """
        return [
            CategoryChoice("out_of_scope", None, None, 0.0, (), "")
            if lexicon_of(item.language) is None
            else _choice(find_hits(item))
            for item in items
        ]


def find_hits(item: CategoryInput) -> list[Hit]:
    """Every cue found, each once per category, at its best place; the weightiest first. None without a sheet."""
    lexicon = lexicon_of(item.language)
    if lexicon is None:
        return []
    read = [(index, text) for index, text in enumerate(item.paragraphs) if text.strip()][: len(PLACE) - 1]
    texts = [(-1, item.title), *((index, text[: lexicon.reads_to]) for index, text in read)]
    folded = [(paragraph, lexicon.folded(text)) for paragraph, text in texts]
    whole = "\n".join(text.text for _, text in folded)
    best: dict[tuple[str, str], Hit] = {}
    for (paragraph, text), share in zip(folded, PLACE, strict=False):
        for hit in lexicon.hits(text, paragraph, share, whole):
            best.setdefault((hit.cue.category, hit.cue.text), hit)
    return sorted(best.values(), key=lambda hit: (-hit.value, hit.paragraph, hit.start, hit.cue.category))


def scores_of(hits: Sequence[Hit]) -> dict[str, float]:
    """Category to score: a geometric sum over its hits, after those that beat it took their ground."""
    scores: dict[str, float] = defaultdict(float)
    counted: Counter[str] = Counter()
    for hit in hits:
        scores[hit.cue.category] += hit.value * FURTHER ** counted[hit.cue.category]
        counted[hit.cue.category] += 1
    in_headline = {hit.cue.category for hit in hits if hit.paragraph == -1 and hit.cue.weight > 1}
    beaten = {loser for winner in sorted(in_headline) for loser in categories.category(winner).beats}
    return {name: score * (BEATEN if name in beaten else 1.0) for name, score in scores.items()}


def _best(scores: Mapping[str, float], order: Sequence[str]) -> tuple[str | None, float]:
    """The best of an axis; a tie goes to the one printed first."""
    found = [name for name in order if name in scores]
    best = max(found, key=lambda name: scores[name], default=None)
    return best, scores[best] if best else 0.0


def verdict_of(hits: Sequence[Hit], scores: Mapping[str, float]) -> tuple[str, float]:
    """The label that the rules choose from the cues of an item and their scores, and the confidence in it."""
    known = categories.taxonomy()
    risk, risk_score = _best(scores, [row.id for row in known.risk])
    ops, ops_score = _best(scores, [row.id for row in known.ops])
    noise, noise_score = _best(scores, [row.id for row in known.noise])
    is_risk = risk is not None and risk_score >= RISK_FIRST * ops_score
    chosen, score = (risk, risk_score) if is_risk else (ops, ops_score)
    if chosen is None:
        sure_of_noise = confidence_of(noise_score, 0.0, sum(hit.cue.category == noise for hit in hits))
        return OUT_OF_SCOPE, round(max(0.5, sure_of_noise), 4)
    rival = max((value for name, value in scores.items() if name != chosen), default=0.0)
    confidence = confidence_of(score, rival, sum(hit.cue.category == chosen for hit in hits))
    if noise_score > score or confidence < LEAST_CONFIDENCE:
        return OUT_OF_SCOPE, round(1 - confidence, 4)
    return chosen, round(confidence, 4)


def _choice(hits: Sequence[Hit]) -> CategoryChoice:
    scores = scores_of(hits)
    label, confidence = verdict_of(hits, scores)
    if label == OUT_OF_SCOPE:
        noise, _ = _best(scores, [row.id for row in categories.taxonomy().noise])
        return CategoryChoice("out_of_scope", None, None, confidence, evidence_of(hits, noise), "")
    return CategoryChoice(*axes_of(label), confidence, evidence_of(hits, label), domain_of(hits, label))


def domain_of(hits: Sequence[Hit], chosen: str) -> str:
    """The category's domain, or that of the facet that most of its weight speaks for."""
    row = categories.category(chosen)
    weight: dict[str, float] = defaultdict(float)
    for hit in hits:
        if hit.cue.category == chosen:
            weight[hit.cue.facet] += hit.value
    facet = max(sorted(weight), key=lambda name: weight[name], default="")
    return row.facets.get(facet, row.domain)


def evidence_of(hits: Sequence[Hit], chosen: str | None) -> tuple[Evidence, ...]:
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
