"""The files of the taxonomy: no key with two values (YAML drops the first in silence), actions that are whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from briefing.enrichment.glossary import FOLDER, Gloss, Lexicon, Meaning, load_lexicon
from briefing.taxonomy.actions import ACTIONS, ActionsError, load_english_words
from briefing.taxonomy.gazetteer import GazetteerEntry, read_yaml
from briefing.taxonomy.surface_forms import SurfaceForm

TAXONOMY = FOLDER.parent
FILES = sorted(TAXONOMY.rglob("*.yml"))
LANGUAGES = ("ko", "ja", "zh", "vi", "hi")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TAXONOMY)))
def test_no_key_has_two_values(path: Path) -> None:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    root = yaml.compose(path.read_text(encoding="utf-8"), Loader=loader)
    assert list(_repeated(root)) == []


def _repeated(node: yaml.Node | None) -> Iterator[str]:
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, str] = {}
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                written = yaml.serialize(value)
                if seen.setdefault(key.value, written) != written:
                    yield f"{key.value} (line {key.start_mark.line + 1})"
            yield from _repeated(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _repeated(value)


def test_actions_have_a_noun_phrase_a_verb_and_perhaps_a_participle() -> None:
    words = load_english_words()
    assert words.actions["lift"].noun == "lifting"
    assert words.actions["lift"].link == "of"
    assert words.actions["lift"].participle == "lifted"
    assert words.actions["rise"].participle is None


def test_a_word_list_names_only_actions_there_are() -> None:
    words = load_english_words()
    assert words.asks_object - set(words.actions) == set()
    assert words.governs - set(words.actions) == set()


def test_an_action_without_its_preposition_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = ACTIONS.read_text(encoding="utf-8").replace(
        "[lifting of, lift, lifted]", "[lifting, lift, lifted]"
    )
    changed = tmp_path / ACTIONS.name
    changed.write_text(content, encoding="utf-8")
    monkeypatch.setattr("briefing.taxonomy.actions.ACTIONS", changed)
    with pytest.raises(ActionsError, match="lift"):
        load_english_words.__wrapped__()


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_several_meanings_are_apart_only_where_they_are_words(language: str) -> None:
    content = read_yaml(FOLDER / f"{language}.yml")
    written = {word.strip() for spellings in content["terms"] for word in str(spellings).split("|")}
    assert set(content.get("apart") or ()) - written == set()


def test_a_word_that_holds_names_still_names_them() -> None:
    forms: list[SurfaceForm[Meaning]] = [
        SurfaceForm("가나", GHANA, exact=True),
        SurfaceForm("가나 회담", Gloss("Ghana talks", "terms")),
        SurfaceForm("가나다", Gloss("alphabet", "terms")),
        SurfaceForm("가나초콜릿", Gloss("", "silent")),
    ]
    lexicon = Lexicon("ko", forms)
    assert [reading.meaning for reading in lexicon.read_names("가나 회담")] == [GHANA]
    assert lexicon.read_names("가나다 가나초콜릿") == ()


GHANA = GazetteerEntry("place:ghana", "place", "Ghana", "Ghana")


def test_a_modifier_of_one_syllable_stands_alone() -> None:
    forms: list[SurfaceForm[Meaning]] = [
        SurfaceForm("이", Gloss("this", "before")),
        SurfaceForm("사의", Gloss("offer to resign", "terms")),
    ]
    lexicon = Lexicon("ko", forms, endings=("를",))
    assert [reading.start for reading in lexicon.read("이 사의")] == [0, 2]
    assert lexicon.read("이사의") == ()


def test_forms_of_verbs_are_known_by_their_spellings() -> None:
    read = load_lexicon("ko").read("수출 늘었다")
    assert [reading.meaning.is_inflected for reading in read if isinstance(reading.meaning, Gloss)] == [
        False,
        True,
    ]
