"""Engines whose model lies in a local folder: Firefox models through fxtranslate, Argos packages through CTranslate2.

Both packages are optional (the extra ``models``) and imported when a model is loaded. They run on the processor, one
sentence at a time, and give the same English for the same sentence.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from briefing.enrichment.translation.model_folder import (
    CODES,
    Engine,
    ModelFiles,
    ModelFolderError,
    models_of,
)
from briefing.enrichment.translation.protocol import Attempt, English, Question, TranslationInput
from briefing.enrichment.translation.reply import headline_style, reason_against_english
from briefing.records.engine_use import EngineUse, Outcome

RULES = "1"
"""Changes when what is given to a model or taken from it changes."""

LONGEST_SENTENCE = 2_000
"""Characters. A model reads some hundred tokens; a "sentence" of more than this is none."""

Speak = Callable[[str], str]
"""English of one sentence."""

PACKAGES: dict[Engine, tuple[str, ...]] = {
    "bergamot": ("fxtranslate",),
    "ctranslate2": ("ctranslate2", "sentencepiece"),
}


class ModelLoadError(Exception):
    """A model that its package does not load; the message names the folder and the package's words."""


@dataclass(frozen=True)
class _Model:
    files: ModelFiles
    version: str


class LocalModels:
    """See Engine. ``folder`` is searched when the engine is made; a model is loaded for a batch that needs it."""

    def __init__(self, name: Engine, folder: Path) -> None:
        self.name: str = name
        self._engine: Engine = name
        self._folder = folder
        packages = package_versions(name)
        found, damage = _found(folder, name) if packages else ({}, "")
        self._models = {
            language: _Model(files, f"{RULES}+{packages}+{files.digest[:12]}")
            for language, files in sorted(found.items())
        }
        versions = json.dumps([(language, model.version) for language, model in self._models.items()])
        self.version = f"{RULES}+{hashlib.sha256(versions.encode()).hexdigest()[:12]}"
        self._lacks = (
            damage if packages else f"{' and '.join(PACKAGES[name])} not installed (the extra models)"
        )

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages that there is a model for."""
        return tuple(self._models)

    @property
    def lacks(self) -> str:
        """Why no model at all can be used; empty when one can."""
        if self._lacks:
            return self._lacks
        return "" if self._models else f"no model in {self._folder}"

    def question(self, item: TranslationInput) -> Question | None:
        """See Engine."""
        model = self._models.get(item.language)
        if model is None:
            return None
        return Question(model.files.folder.name, model.version, _digest(item))

    def attempt(self, items: Sequence[TranslationInput]) -> list[Attempt]:
        """See Engine. Items are taken by language, so that one model at a time is in memory."""
        done: dict[int, Attempt] = {}
        for language in sorted({item.language for item in items}):
            here = [at for at, item in enumerate(items) if item.language == language]
            done |= zip(here, self._attempt_language(language, [items[at] for at in here]), strict=True)
        return [done[at] for at in range(len(items))]

    def _attempt_language(self, language: str, items: Sequence[TranslationInput]) -> list[Attempt]:
        model = self._models.get(language)
        if model is None:
            why = self._lacks or f"no model for {CODES.get(language, language)}"
            return [Attempt(None, self._use(item, "unavailable", why)) for item in items]
        try:
            speak = load(model.files)
        except ModelLoadError as error:
            return [Attempt(None, self._use(item, "unavailable", str(error))) for item in items]
        return [self._attempt_item(item, speak) for item in items]

    def _attempt_item(self, item: TranslationInput, speak: Speak) -> Attempt:
        texts = (item.title, *(sentence.original for sentence in item.key_sentences))
        if max(map(len, texts)) > LONGEST_SENTENCE:
            return Attempt(
                None, self._use(item, "refused", f"a sentence of more than {LONGEST_SENTENCE} characters")
            )
        try:
            headline, *sentences = (" ".join(speak(" ".join(text.split())).split()) for text in texts)
        except ModelLoadError as error:
            return Attempt(None, self._use(item, "failed", str(error), attempts=1))
        english = English(headline_style(headline), tuple(sentences))
        reason = reason_against_english(item, english)
        if reason:
            return Attempt(None, self._use(item, "refused", reason, attempts=1))
        return Attempt(english, self._use(item, "used", "", attempts=1))

    def _use(self, item: TranslationInput, outcome: Outcome, detail: str, attempts: int = 0) -> EngineUse:
        question = self.question(item)
        return EngineUse(
            step="translation",
            engine=self.name,
            model=question.model if question else "",
            version=question.version if question else self.version,
            inputs_digest=(question.digest if question else _digest(item))[:16],
            outcome=outcome,
            detail=detail,
            attempts=attempts,
        )


def _found(folder: Path, name: Engine) -> tuple[dict[str, ModelFiles], str]:
    """The models, or what is wrong with the folder: a damaged package is told of and ends no run."""
    try:
        return models_of(folder, name), ""
    except ModelFolderError as error:
        return {}, str(error)


def _digest(item: TranslationInput) -> str:
    given = [item.language, item.title, *(sentence.original for sentence in item.key_sentences)]
    return hashlib.sha256(json.dumps(given, ensure_ascii=False).encode()).hexdigest()


def package_versions(engine: Engine) -> str:
    """Names and versions of the packages that an engine needs, as "fxtranslate 0.5.0"; empty where one is missing."""
    try:
        return " ".join(f"{package} {version(package)}" for package in PACKAGES[engine])
    except PackageNotFoundError:
        return ""


def load(files: ModelFiles) -> Speak:
    """Load a model; what it returns raises ModelLoadError too, for a part may be missed only when it is needed."""
    with _stumbling(files):
        speak = _load_firefox(files) if files.engine == "bergamot" else _load_ctranslate2(files)

    def guarded(text: str) -> str:
        with _stumbling(files):
            return speak(text)

    return guarded


@contextmanager
def _stumbling(files: ModelFiles) -> Iterator[None]:
    """Turn whatever a package raises over a model into ModelLoadError. A panic in Rust is no Exception."""
    try:
        yield
    except ImportError as error:
        raise ModelLoadError(f"{' and '.join(PACKAGES[files.engine])}: {error}") from error
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelLoadError(f"{files.folder.name} cannot be used: {str(error)[:200]}") from error
    except BaseException as error:
        if type(error).__module__ != "pyo3_runtime":
            raise
        raise ModelLoadError(f"{files.folder.name} cannot be used: {str(error)[:200]}") from error


def _load_firefox(files: ModelFiles) -> Speak:
    from fxtranslate import Translator

    paths = files.files
    shortlist = {"shortlist": paths["shortlist"].read_bytes()} if "shortlist" in paths else {}
    translator = Translator(
        model=paths["model"].read_bytes(),
        src_vocab=paths["source"].read_bytes(),
        trg_vocab=paths["target"].read_bytes(),
        **shortlist,
    )
    return translator.translate_long


def _load_ctranslate2(files: ModelFiles) -> Speak:
    import ctranslate2
    import sentencepiece

    paths = files.files
    source = sentencepiece.SentencePieceProcessor(model_proto=paths["source"].read_bytes())
    target = sentencepiece.SentencePieceProcessor(model_proto=paths["target"].read_bytes())
    # One thread and no sampling: the same sentence gives the same English on every run.
    translator = ctranslate2.Translator(
        str(paths["model"].parent), device="cpu", inter_threads=1, intra_threads=1
    )

    def speak(text: str) -> str:
        pieces = source.encode(text, out_type=str)
        best = translator.translate_batch([pieces], beam_size=4, max_decoding_length=4 * len(pieces) + 20)[0]
        return str(target.decode(best.hypotheses[0]))

    return speak
