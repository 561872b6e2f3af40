"""Counts how English names are transcribed in ko, ja, zh and hi; writes the costs that the check listens with.

    python -m benchmarks.sounds CORPORA_FOLDER

Pairs are the gazetteer's people and places, and the names of every other parallel document with the sentence that
holds them. Each name is aligned with its text by the costs of the last round (Viterbi training, begun with costs by
phonetic class), and the alignments are counted. A logistic regression on names and three names of other documents
then turns costs into odds. Prints, for the documents left out: how many wrong names are noticed where so many right
ones are lost. Facts are counted, no text is kept.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np

from briefing.enrichment.grounding.known_names import known_names
from briefing.enrichment.grounding.name_findings import name_words
from briefing.enrichment.grounding.sounds import (
    SOUNDS,
    VOWELS,
    SoundModel,
    Sounds,
    cost,
    english_sounds,
    text_sounds,
    weight,
)
from briefing.taxonomy.gazetteer import load_gazetteer

OUT = Path(__file__).parents[1] / "briefing" / "enrichment" / "grounding" / "sound_costs.yml"
LANGUAGES = {"ko": ("ko",), "ja": ("ja",), "zh": ("zh-Hans", "zh-Hant"), "hi": ("hi",)}
ROUNDS, PRIOR = 4, 6.0
_CLASSES = ("aeiou@", "bpfvw", "tdszCjS", "kghjN", "lr", "nmN", "yi", "wu")
_CODES = {sound: code for code, sound in enumerate(SOUNDS)}
Pair = tuple[str, Sounds]


def first_model() -> SoundModel:
    """Costs by class: vowels are near, letters made at the same place are near, all else is far."""
    size = len(SOUNDS)
    swapped = np.full((size, size), 1.0)
    for letters in _CLASSES:
        for one in letters:
            for other in letters:
                swapped[_CODES[one], _CODES[other]] = 0.25
    np.fill_diagonal(swapped, 0.0)
    soft = np.array([0.2 if s in VOWELS else 0.35 if s in "hrwy" else 0.85 for s in SOUNDS])
    added = soft.copy()
    added[_CODES["@"]], added[_CODES["|"]] = 0.03, 0.6
    return SoundModel(swapped, soft, added, ())


def aligned(name: str, text: Sounds, model: SoundModel) -> tuple[float, list[tuple[int, int]]]:
    """Cost and steps of the best alignment: (name's sound, text's sound), -1 for none."""
    codes = [_CODES[sound] for sound in name]
    run = np.concatenate((np.zeros(1), np.cumsum(model.added[text.codes])))
    rows, befores = [text.starts], []
    for code in codes:
        before = rows[-1] + model.dropped[code]
        before[1:] = np.minimum(before[1:], rows[-1][:-1] + model.swapped[code, text.codes])
        befores.append(before)
        rows.append(np.minimum.accumulate(before - run) + run)
    ends = rows[-1] + text.ends
    at, place = int(np.argmin(ends)), len(codes)
    total, steps = float(ends[at]), []
    while place:
        code, before = codes[place - 1], befores[place - 1]
        if rows[place][at] < before[at] - 1e-9:
            steps.append((-1, int(text.codes[at - 1])))
            at -= 1
        elif (
            at and abs(before[at] - rows[place - 1][at - 1] - model.swapped[code, text.codes[at - 1]]) < 1e-9
        ):
            steps.append((code, int(text.codes[at - 1])))
            at, place = at - 1, place - 1
        else:
            steps.append((code, -1))
            place -= 1
    return total, steps


def learn(names: list[Pair], texts: list[Pair]) -> SoundModel:
    """The costs of one language from names paired with their forms and with whole sentences."""
    first = first_model()
    size = len(SOUNDS)
    background = np.ones(size)
    for _, text in texts:
        np.add.at(background, text.codes, 1)
    background /= background.sum()
    kept = [
        (name, text)
        for name, text in (*names, *texts)
        if len(name) > 2 and cost(name, text, first) <= 0.3 * weight(name)
    ]
    prior = np.exp(-4 * first.swapped)
    prior /= prior.sum(1, keepdims=True)
    model = first
    for _ in range(ROUNDS):
        swapped, dropped, added = np.zeros((size, size)), np.zeros(size), np.zeros(size)
        for name, text in kept:
            for one, other in aligned(name, text, model)[1]:
                if one < 0:
                    added[other] += 1
                elif other < 0:
                    dropped[one] += 1
                else:
                    swapped[one, other] += 1
        letters = swapped.sum() + dropped.sum()
        swapped += PRIOR * prior
        dropped += PRIOR * 0.1 * np.exp(-2 * first.dropped)
        whole = swapped.sum(1) + dropped
        model = SoundModel(
            -np.log(swapped / whole[:, None] / background[None, :]),
            -np.log(dropped / whole),
            np.maximum(-np.log((added + 1) / (letters + size) / background), 0.05),
            (),
        )
    return model


def gazetteer_pairs(language: str) -> list[Pair]:
    """People and places with one plain English spelling and a form in the language."""
    pairs = []
    for content in load_gazetteer().files.values():
        for names in content["entries"].values() if content["kind"] != "organisation" else ():
            english, form = (str(names.get(key, "")).split("|", maxsplit=1)[0] for key in ("en", language))
            if len(form) > 1 and re.fullmatch(r"[A-Za-z' -]+", english):
                pairs.append((english_sounds(english.replace(" ", "")), text_sounds(form)))
    return pairs


def sentence_pairs(documents: list[dict[str, Any]], language: str, part: int) -> list[tuple[str, str, str]]:
    """Name word, its sounds, and the sentence of the language, for names that it does not write in Latin letters."""
    pairs = []
    for document in documents[part::2]:
        for english, sentence in zip(document["en"], document[language], strict=True):
            known = known_names(english)
            for word in name_words(english):
                sounds = english_sounds(word.text)
                if (
                    sounds
                    and word.text not in sentence
                    and not any(k.start <= word.start < k.end for k in known)
                ):
                    pairs.append((word.text, sounds, sentence))
    return pairs


def examples(pairs: list[tuple[str, str, str]], model: SoundModel, chance: random.Random) -> tuple[Any, Any]:
    """Features and answers: each name with its sentence, and three names of others with it."""
    names = sorted({word for word, _, _ in pairs})
    rows, answers = [], []
    for word, sounds, sentence in pairs:
        text = text_sounds(sentence)
        others = [
            other
            for other in chance.sample(names, min(9, len(names)))
            if other != word and other not in sentence
        ]
        for name, answer in ((sounds, 1), *((english_sounds(other), 0) for other in others[:3])):
            rows.append((cost(name, text, model), weight(name), len(name), np.log(len(text.codes) + 1), 1.0))
            answers.append(answer)
    return np.array(rows), np.array(answers)


def fit(features: Any, answers: Any) -> Any:
    """Logistic regression by Newton's method."""
    weights = np.zeros(features.shape[1])
    for _ in range(30):
        chances = 1 / (1 + np.exp(-features @ weights))
        slope = features.T @ (answers - chances) - 1e-3 * weights
        bend = (features * (chances * (1 - chances))[:, None]).T @ features + 1e-3 * np.eye(len(weights))
        weights += np.linalg.solve(bend, slope)
    return weights


def main(corpora: Path) -> None:
    """Learn all languages, write the file, print what the left-out documents say."""
    with gzip.open(corpora / "parallel" / "news-documents.jsonl.gz", "rt", encoding="utf-8") as lines:
        documents = [json.loads(line) for line in lines]
    out = [
        "# How English names are transcribed: costs in hundredths, counted by `python -m "
        "benchmarks.sounds CORPORA`."
    ]
    out.append(f"# Columns are the sounds {SOUNDS}; see briefing/enrichment/grounding/sounds.py.")
    for language, variants in LANGUAGES.items():
        parts = [[pair for v in variants for pair in sentence_pairs(documents, v, part)] for part in (0, 1)]
        model = learn(gazetteer_pairs(language), [(sounds, text_sounds(s)) for _, sounds, s in parts[0]])
        weights = fit(*examples(parts[0], model, random.Random(1)))
        features, answers = examples(parts[1], model, random.Random(2))
        scores = features @ weights
        right, wrong = scores[answers == 1], scores[answers == 0]
        noticed = {
            share: round(float((wrong < np.quantile(right, share)).mean()), 3) for share in (0.02, 0.05, 0.1)
        }
        print(
            language,
            f"{len(right)} names left out; wrong ones noticed where so many right ones are lost: {noticed}",
        )
        out.append(f"{language}:")
        out.append(f"  weights: [{', '.join(f'{w:.3f}' for w in weights)}]")
        for name, costs in (("dropped", model.dropped), ("added", model.added)):
            out.append(f"  {name}: [{', '.join(str(round(100 * c)) for c in costs)}]")
        out.append("  swapped:")
        for sound, costs in zip(SOUNDS, model.swapped, strict=True):
            out.append(f'    "{sound}": [{", ".join(str(round(100 * c)) for c in costs)}]')
    OUT.write_text("\n".join(out) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
