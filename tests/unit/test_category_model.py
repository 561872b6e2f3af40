"""The classifier: its file, its answers with and without vectors, and how it is learned."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from briefing.enrichment.category import (
    OUT_OF_SCOPE,
    CategoryInput,
    LearnedCategoriser,
    ModelError,
    read_model,
)
from briefing.enrichment.category.model import CategoryModel, LinearView, from_bytes, labels, to_bytes
from briefing.enrichment.category.training import (
    MOST_ERROR,
    LabelledItem,
    fold_of,
    input_of,
    prior_of,
    threshold_of,
    train,
)
from briefing.enrichment.embedding import space_of
from briefing.evaluation.category_trial import run_trial
from briefing.records.correction import Correction
from briefing.taxonomy.categories import lexicon_version
from briefing.taxonomy.labelled_examples import LabelledExample, read_examples
from tests.unit.word_embedder import WordEmbedder

# Invented words, so that only the vectors can tell: no cue of any sheet stands in them.
SUBJECTS = {
    "risk.strikes": "zorp blin quav",
    "ops.real_estate": "melk tarn ophu",
    "out_of_scope.sports": "gribo wex lann",
}
FILLERS = ("ave", "bo", "cim", "dule", "ef", "gaz", "hun", "iko", "jat", "kel")


def _examples(count: int = 10) -> list[LabelledExample]:
    return [
        LabelledExample(
            example_id=f"en/{kind}/{number}",
            language="en",
            label=kind.partition(".")[0] if kind.startswith(OUT_OF_SCOPE) else kind,
            kind=kind,
            title=f"{words} {FILLERS[number % len(FILLERS)]}{number}",
        )
        for kind, words in SUBJECTS.items()
        for number in range(count)
    ]


def _labelled(count: int = 12) -> list[LabelledItem]:
    """Items of the same subjects in other words around them."""
    return [
        LabelledItem(
            CategoryInput(f"{words} {FILLERS[number % 10]} n{number}", (), "en", "news_media"),
            (OUT_OF_SCOPE if kind.startswith(OUT_OF_SCOPE) else kind,),
        )
        for kind, words in SUBJECTS.items()
        for number in range(count)
    ]


@pytest.fixture(scope="module")
def trained() -> CategoryModel:
    return train(_examples(), WordEmbedder(), _labelled(), None)


def test_a_model_learns_what_cues_do_not_know(trained: CategoryModel) -> None:
    engine = LearnedCategoriser(trained, WordEmbedder())
    strike, estate, sport = engine.categorise(
        [CategoryInput(f"{words} unseen", (), "en", "news_media") for words in SUBJECTS.values()]
    )
    assert (strike.risk_category, strike.ops_category) == ("risk.strikes", None)
    assert (estate.risk_category, estate.ops_category) == ("risk.undetermined", "ops.real_estate")
    assert (sport.scope, sport.domain) == ("out_of_scope", "")
    assert estate.domain


def test_the_examples_most_like_an_item_are_shown(trained: CategoryModel) -> None:
    engine = LearnedCategoriser(trained, WordEmbedder())
    choice = engine.categorise([CategoryInput("zorp blin quav cim2", (), "en", "news_media")])[0]
    assert [one.category for one in choice.similar] == ["risk.strikes"] * 3
    assert choice.similar[0].example_id == "en/risk.strikes/2"
    assert choice.similar[0].text == "zorp blin quav cim2"
    assert choice.similar[0].similarity >= choice.similar[1].similarity >= choice.similar[2].similarity


def test_the_same_input_gives_the_same_bytes_whatever_the_hash_seed(trained: CategoryModel) -> None:
    again = train(_examples(), WordEmbedder(), _labelled(), None)
    assert to_bytes(again) == to_bytes(trained)
    assert again.digest == trained.digest


def test_a_choice_does_not_hang_on_what_stands_beside_it(trained: CategoryModel) -> None:
    engine = LearnedCategoriser(trained, WordEmbedder())
    items = [one.item for one in _labelled()]
    together = engine.categorise(items)
    assert [engine.categorise([item])[0] for item in items] == together
    assert engine.categorise(items[::-1]) == together[::-1]
    assert engine.categorise([]) == []


def test_without_vectors_cues_answer_under_another_name() -> None:
    model = read_model()
    blind = LearnedCategoriser(model, None)
    assert not blind.reads_meaning
    choice = blind.categorise([CategoryInput("Dock workers' union votes to strike", (), "en", "x")])[0]
    assert choice.risk_category == "risk.strikes"
    assert choice.similar == ()
    assert choice.evidence

    class InSpace(WordEmbedder):
        engine, _, version = model.space.partition("/")

    seeing = LearnedCategoriser(model, InSpace())
    assert seeing.reads_meaning
    assert seeing.engine != blind.engine
    assert seeing.version == blind.version == f"{lexicon_version()}+{model.digest[:8]}"


def test_vectors_of_another_space_are_not_compared(trained: CategoryModel) -> None:
    class Other(WordEmbedder):
        version = "2"

    other = Other()
    engine = LearnedCategoriser(trained, other)
    assert not engine.reads_meaning
    engine.categorise([CategoryInput("zorp blin quav", (), "en", "news_media")])
    assert other.asked == []


def test_a_language_without_cues_claims_nothing_and_comes_up_for_review(trained: CategoryModel) -> None:
    engine = LearnedCategoriser(trained, WordEmbedder())
    choice = engine.categorise([CategoryInput("zorp blin quav", (), "fr", "news_media")])[0]
    assert (choice.scope, choice.confidence, choice.needs_review) == ("out_of_scope", 0.0, True)


def test_what_is_unsure_is_for_review(trained: CategoryModel) -> None:
    always = replace(trained.blend, review_below=1.01)
    never = replace(trained.blend, review_below=0.0)
    item = CategoryInput("zorp blin quav", (), "en", "news_media")
    for blend, expected in ((always, True), (never, False)):
        engine = LearnedCategoriser(replace(trained, blend=blend), WordEmbedder())
        assert engine.categorise([item])[0].needs_review is expected


def test_a_file_comes_back_as_it_was(trained: CategoryModel) -> None:
    content = to_bytes(trained)
    back = from_bytes(content, "x")
    assert to_bytes(back) == content
    assert (back.digest, back.example_texts) == (trained.digest, trained.example_texts)


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda content: content[:-1], "ends inside array"),
        (lambda content: content + b"x", "behind its arrays"),
        (lambda content: b"", "Expecting value"),
        (lambda content: content.replace(b"category-model-1", b"category-model-9"), "format"),
        (lambda content: content.replace(b'"labels":["risk.', b'"labels":["rusk.'), "train it again"),
        (lambda content: content.replace(b'"<f2"', b'"|O8"', 1), "wrong type"),
    ],
)
def test_a_damaged_file_is_refused_with_its_fault(
    trained: CategoryModel, damage: object, reason: str
) -> None:
    with pytest.raises(ModelError, match=reason) as caught:
        from_bytes(damage(to_bytes(trained)), "model.bin")  # type: ignore[operator]
    assert "model.bin" in str(caught.value)


def test_kinds_out_of_scope_add_up() -> None:
    view = LinearView(
        ("risk.strikes", "out_of_scope.a", "out_of_scope.b"), np.zeros((3, 2)), np.log([0.5, 0.25, 0.25])
    )
    share = np.exp(view.log_probabilities(np.zeros((1, 2))))[0]
    assert share[labels().index(OUT_OF_SCOPE)] == pytest.approx(0.5, abs=1e-6)
    assert share[labels().index("risk.strikes")] == pytest.approx(0.5, abs=1e-6)


def test_the_shipped_model_is_of_these_cues_and_these_examples() -> None:
    """Fails when cues or examples changed and ``desk category train`` did not follow."""
    model = read_model()
    assert model.lexicon == lexicon_version()
    own = read_examples()
    assert model.example_ids == tuple(example.example_id for example in own)
    assert model.example_texts == tuple(example.text for example in own)
    assert set(model.languages) == {"en", "hi", "ja", "ko", "vi", "zh"}


def test_every_category_has_examples_in_every_language() -> None:
    own = read_examples()
    assert len({example.example_id for example in own}) == len(own)
    for language in ("en", "hi", "ja", "ko", "vi", "zh"):
        assert {example.label for example in own if example.language == language} == set(labels())


def test_the_threshold_lets_few_wrong_ones_pass() -> None:
    sure = np.linspace(1.0, 0.0, 1000)
    right = sure > 0.4
    threshold = threshold_of(sure, right)
    above = sure >= threshold
    assert 0.30 < threshold < 0.4
    assert (~right[above]).mean() <= MOST_ERROR
    assert threshold_of(sure, np.zeros(1000, dtype=bool)) > 1


def test_a_label_never_met_is_rare_and_not_impossible() -> None:
    prior = prior_of(_labelled())
    assert np.isfinite(prior).all()
    assert prior[labels().index("risk.strikes")] > prior[labels().index("risk.terrorism")]
    assert np.exp(prior).sum() == pytest.approx(1.0)


def _corrections(label: str, words: str, count: int) -> list[Correction]:
    return [
        Correction(
            item_id=f"i-{label.rpartition('.')[2]}-{number}",
            text_digest="0" * 16,
            label=label,
            by="Kim",
            at=datetime(2026, 3, 10, tzinfo=UTC),
            language="en",
            title=f"{words} m{number}",
        )
        for number in range(count)
    ]


def test_training_learns_from_corrections(trained: CategoryModel) -> None:
    words = "nuvi sorb plee"
    trial = run_trial(_examples(), _corrections("ops.taxes", words, 12), [], WordEmbedder(), trained)
    asked = CategoryInput(f"{words} unseen", (), "en", "news_media")
    assert LearnedCategoriser(trained, WordEmbedder()).categorise([asked])[0].label != "ops.taxes"
    assert LearnedCategoriser(trial.model, WordEmbedder()).categorise([asked])[0].label == "ops.taxes"
    assert not trial.is_worse
    old, new = trial.report["old"]["corrections"], trial.report["new"]["corrections"]
    assert new["category"]["accuracy"] > old["category"]["accuracy"]
    assert json.loads(json.dumps(trial.report)) == trial.report


def _rows() -> list[dict[str, object]]:
    """The labelled items as rows of a file."""
    return [
        {
            "title": one.item.title,
            "summary": None,
            "lang": "en",
            "risk": one.acceptable[0] if one.acceptable[0].startswith("risk.") else None,
            "ops": one.acceptable[0] if one.acceptable[0].startswith("ops.") else None,
            "second": None,
        }
        for one in _labelled()
    ]


def test_examples_that_mislead_make_it_worse_and_it_says_so(trained: CategoryModel) -> None:
    swapped = {"risk.strikes": "ops.real_estate", "ops.real_estate": "risk.strikes"}
    misled = [
        example.model_copy(
            update={
                "example_id": f"x/{example.example_id}",
                "label": swapped[example.label],
                "kind": swapped[example.label],
            }
        )
        if example.label in swapped
        else example.model_copy(update={"example_id": f"x/{example.example_id}"})
        for example in _examples()
    ]
    trial = run_trial(misled, [], _rows(), WordEmbedder(), trained)
    assert trial.is_worse
    assert trial.report["old"]["labels"]["category"]["accuracy"] == 1.0


def test_without_an_old_model_there_is_nothing_to_be_worse_than() -> None:
    trial = run_trial(_examples(), [], _rows(), WordEmbedder(), None)
    assert not trial.is_worse
    assert trial.model.space == space_of(WordEmbedder())
    with pytest.raises(ValueError, match="labelled items"):
        run_trial(_examples(), [], [], WordEmbedder(), None)


def test_folds_are_told_by_the_text_alone() -> None:
    folds: Sequence[int] = [fold_of(input_of(example).title) for example in _examples(60)]
    assert set(folds) == {0, 1, 2, 3, 4}
    assert folds == [fold_of(example.title) for example in _examples(60)]
