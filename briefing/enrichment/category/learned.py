"""A category by cues, meaning and labelled examples together, calibrated, with abstention to a review queue.

An item's cues are found once; from them come the rules' own choice (``cues``) and a learned reading of the scores.
Its vector gives a second learned reading and the labelled examples most like it; ``blending`` makes one answer.
Where no embedder is installed the cues alone answer, weighed and calibrated for that case, under another version.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from briefing.enrichment.category import blending
from briefing.enrichment.category.choice import OUT_OF_SCOPE, CategoryChoice, CategoryInput, axes_of
from briefing.enrichment.category.cues import (
    domain_of,
    evidence_of,
    find_hits,
    lexicon_of,
    scores_of,
    verdict_of,
)
from briefing.enrichment.category.lexicon import Hit
from briefing.enrichment.category.model import CategoryModel, Floats, labels
from briefing.enrichment.embedding import Embedder, embedding_text, space_of
from briefing.records.similar_example import SimilarExample
from briefing.taxonomy import categories

AT_ONCE = 512  # items weighed together: keeps memory flat
SHOWN = 3  # similar examples kept on an item


class LearnedCategoriser:
    """See the module's text. Without an embedder, or one of another space than the model's, no vector is used."""

    def __init__(self, model: CategoryModel, embedder: Embedder | None) -> None:
        self._model = model
        self._embedder = embedder if embedder is not None and space_of(embedder) == model.space else None
        self.engine = "cues-meaning-examples" if self._embedder else "cues-learned"
        self.version = f"{categories.lexicon_version()}+{model.digest[:8]}"

    @property
    def reads_meaning(self) -> bool:
        """Whether vectors take part."""
        return self._embedder is not None

    def categorise(self, items: Sequence[CategoryInput]) -> list[CategoryChoice]:
        """Choose for many. A language without a cue sheet is out of scope with confidence 0, and for review."""
        chosen: list[CategoryChoice] = []
        for start in range(0, len(items), AT_ONCE):
            chosen += self._chunk(items[start : start + AT_ONCE])
        return chosen

    def _chunk(self, items: Sequence[CategoryInput]) -> list[CategoryChoice]:
        seen = look(self._model, items, self._embedder)
        blend = self._model.blend if seen.nearest else self._model.blend_without_vectors
        table = blending.blended(seen.parts, blend.weights)
        best = table.argmax(axis=1)
        known = labels()
        agrees = np.array([known[at] == rule for at, rule in zip(best, seen.rules, strict=True)], dtype=bool)
        sure = blending.confidences(blend, table.max(axis=1), agrees, has_lead(items))
        return [
            self._choice(items[row], known[at], float(sure[row]), blend.review_below, seen, row)
            for row, at in enumerate(best)
        ]

    def _choice(
        self, item: CategoryInput, label: str, confidence: float, review_below: float, seen: Seen, row: int
    ) -> CategoryChoice:
        if lexicon_of(item.language) is None:
            return CategoryChoice("out_of_scope", None, None, 0.0, (), "", needs_review=True)
        hits, found = seen.hits[row], seen.nearest
        is_out = label == OUT_OF_SCOPE
        return CategoryChoice(
            *axes_of(label),
            confidence=round(confidence, 4),
            evidence=evidence_of(hits, blending.noise_of(hits) if is_out else label),
            domain="" if is_out else domain_of(hits, label),
            needs_review=round(confidence, 4) < review_below,
            similar=self._similar(found, row) if found else (),
        )

    def _similar(self, found: blending.Nearest, row: int) -> tuple[SimilarExample, ...]:
        model = self._model
        return tuple(
            SimilarExample(
                example_id=model.example_ids[place],
                category=model.example_labels[place],
                text=model.example_texts[place],
                similarity=round(float(cosine), 3),
            )
            for place, cosine in zip(found.places[row, :SHOWN], found.cosines[row, :SHOWN], strict=True)
        )


@dataclass(frozen=True)
class Seen:
    """What is found in items before anything is weighed, row by row."""

    hits: list[list[Hit]]
    rules: list[str]  # the label that the rules choose
    parts: dict[str, Floats]
    nearest: blending.Nearest | None  # None without vectors


def has_lead(items: Sequence[CategoryInput]) -> npt.NDArray[np.bool_]:
    """Whether there is more to read of each item than its headline."""
    return np.array([any(text.strip() for text in item.paragraphs) for item in items], dtype=bool)


def look(model: CategoryModel, items: Sequence[CategoryInput], embedder: Embedder | None) -> Seen:
    """What each view says of the items, by name, and the examples nearest to them where there are vectors."""
    hits = [find_hits(item) for item in items]
    scores = [scores_of(found) for found in hits]
    verdicts = [verdict_of(found, score) for found, score in zip(hits, scores, strict=True)]
    parts = {
        "cues": model.by_cues.log_probabilities(blending.cue_features(scores)),
        "rules": blending.rules_table(verdicts),
        **blending.constants(model.prior),
    }
    rules = [label for label, _ in verdicts]
    if embedder is None:
        return Seen(hits, rules, parts, None)
    raw = embedder.embed([embedding_text(item.title, item.paragraphs) for item in items]).astype(np.float64)
    vectors = blending.centred(model, raw, [item.language for item in items])
    found = blending.nearest(model.example_units, vectors)
    parts["meaning"] = model.by_meaning.log_probabilities(vectors)
    parts["neighbours"] = blending.votes(found, model.example_labels)
    return Seen(hits, rules, parts, found)
