"""``desk models``: which translation models there are, fetching them from a mirror, and trying them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import typer

from briefing.enrichment.translation.engines import engine_names
from briefing.enrichment.translation.local_models import ModelLoadError, load, package_versions
from briefing.enrichment.translation.model_folder import CODES, ENGINES, ModelFiles, find_models
from briefing.enrichment.translation.openai_compatible import OpenAICompatible
from briefing.enrichment.translation.protocol import TranslationInput
from briefing.settings import Settings, load_settings
from briefing.storage.model_fetching import changed_files, fetch_model, offered_models, put_back_models
from briefing.storage.model_registry import OfferedModel
from orchestration.speaking import FAILED, USAGE, out, say, speaking_plainly, stop
from orchestration.translation import (
    chat_server,
    configured_engines,
    daily_spending,
    models_folder,
    utc_today,
    what_lacks,
)

models_app = typer.Typer(no_args_is_help=True, help="Translation models and engines.")

JsonOption = Annotated[bool, typer.Option("--json", help="JSON on stdout")]
MirrorOption = Annotated[
    str | None,
    typer.Option("--mirror", help="address of models.json or its folder; DESK_MODELS_MIRROR by default"),
]
LanguageOption = Annotated[
    list[str] | None, typer.Option("--language", "-l", help=f"{', '.join(CODES)}; may be given several times")
]

TRIED = {
    "ko": "오늘 서울에는 비가 온다.",
    "ja": "今日は東京で雨が降る。",
    "zh-Hans": "今天北京下雨。",
    "zh-Hant": "今天臺北下雨。",
    "vi": "Hôm nay Hà Nội có mưa.",
    "hi": "आज दिल्ली में बारिश हो रही है।",
}
"""A sentence of our own in each language: it rains today in the capital."""


@dataclass(frozen=True)
class _Row:
    language: str
    engine: str
    state: str
    size: int | None
    digest: str
    folder: str
    note: str = ""


@models_app.command("list")
def list_models(
    mirror: MirrorOption = None,
    offered: Annotated[bool, typer.Option("--offered", help="ask the mirror too, what it has")] = False,
    as_json: JsonOption = False,
) -> None:
    """Which models lie in the folder, which languages have none, and which engines are set up."""
    with speaking_plainly():
        settings = load_settings()
        folder = models_folder(settings)
        put_back_models(folder)
        rows = [_here(model) for model in _plainly(lambda: find_models(folder))]
        having = {row.language for row in rows}
        there = _offered(settings, mirror) if offered or mirror else {}
        rows += [_absent(language, there) for language in CODES if language not in having]
        if as_json:
            out({"folder": str(folder), "models": [vars(row) for row in rows], "engines": _engines(settings)})
            return
        for row in rows:
            size = f"{row.size / 1e6:.1f} MB" if row.size is not None else "-"
            print(
                f"{row.language:8}{row.engine:12}{row.state:9}{size:>9}  {row.digest[:12]:13} {row.folder}{row.note}"
            )
        say(f"models in {folder}")
        for name, text in _engines(settings).items():
            say(f"{name}: {text}")


def _here(model: ModelFiles) -> _Row:
    return _Row(model.language, model.engine, "here", model.size, model.digest, str(model.folder))


def _absent(language: str, offered: dict[str, OfferedModel]) -> _Row:
    if language in offered:
        model = offered[language]
        return _Row(
            language, "bergamot", "offered", model.size, "", "", f"desk models fetch --language {language}"
        )
    return _Row(language, "-", "none", None, "", "")


def _engines(settings: Settings) -> dict[str, str]:
    """The engines of the settings in their order, each with what it has or lacks."""
    try:
        names = engine_names(settings.translation_engine)
        server = chat_server(settings) if "openai" in names else None
    except ValueError as error:
        return {"DESK_TRANSLATION_ENGINE": str(error)}
    told: dict[str, str] = {}
    for name in names:
        if name == "openai":
            spent = daily_spending(settings).spent(utc_today())
            told[name] = (
                f"{server.model} at {server.endpoint}; today {spent.tokens} tokens, cost {spent.cost}"
                if server
                else "DESK_LLM_URL is not set"
            )
        else:
            engine = next(known for known in ENGINES if known == name)
            told[name] = package_versions(engine) or "not installed: pip install country-desk[models]"
    told["structured"] = "rules on board"
    return told


@models_app.command("fetch")
def fetch_models(language: LanguageOption = None, mirror: MirrorOption = None) -> None:
    """Fetch Firefox models for the languages, all by default, from a mirror. Goes on where a break left off."""
    with speaking_plainly():
        settings = load_settings()
        wanted = _wanted(language)
        address = _mirror(settings, mirror)
        offered = _offered(settings, mirror)
        lacking = [code for code in wanted if code not in offered]
        if lacking and language:
            stop(FAILED, f"{address} offers no released model for {', '.join(lacking)}")
        folder = models_folder(settings)
        done: dict[str, str] = {}
        for code in wanted:
            if code in offered:
                is_new = _plainly(lambda model=offered[code]: fetch_model(model, folder, address, say))
                done[code] = "fetched" if is_new else "was here"
        out({"folder": str(folder), "models": done, "not offered": lacking})


def _wanted(language: list[str] | None) -> list[str]:
    """Our codes; "zh" means both scripts."""
    codes = [
        c for given in language or list(CODES) for c in (["zh-Hans", "zh-Hant"] if given == "zh" else [given])
    ]
    unknown = sorted(set(codes) - set(CODES))
    if unknown:
        stop(USAGE, f"--language {unknown[0]!r}: a language is one of {', '.join(CODES)}, or zh for both")
    return list(dict.fromkeys(codes))


def _mirror(settings: Settings, mirror: str | None) -> str:
    address = mirror or settings.models_mirror
    if not address:
        stop(
            USAGE,
            "no mirror is set: give --mirror or set DESK_MODELS_MIRROR (docs/guides/models.md names one)",
        )
    return address


def _offered(settings: Settings, mirror: str | None) -> dict[str, OfferedModel]:
    address = _mirror(settings, mirror)
    return _plainly(lambda: offered_models(address))


def _plainly(step: Any) -> Any:
    """Run a step; what is wrong with a folder or a mirror becomes a message and an exit code."""
    from briefing.enrichment.translation.model_folder import ModelFolderError
    from briefing.storage.model_fetching import ModelFetchError
    from briefing.storage.model_registry import ModelRegistryError

    try:
        return step()
    except (ModelFolderError, ModelFetchError, ModelRegistryError) as error:
        stop(FAILED, str(error))


@models_app.command("check")
def check_models(
    server: Annotated[
        bool, typer.Option("--server", help="ask the OpenAI-compatible server one sentence too")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Compare every model with its manifest, load it, and translate a sentence. Ends with 1 if anything fails."""
    with speaking_plainly():
        settings = load_settings()
        put_back_models(models_folder(settings))
        found = [_try_model(model) for model in _plainly(lambda: find_models(models_folder(settings)))]
        if server:
            found.append(_try_server(settings))
        if as_json:
            out(found)
        else:
            for one in found:
                print(f"{'BAD' if one['fault'] else 'ok':5}{one['name']:26}{one['fault'] or one['says']}")
        if lacks := what_lacks(settings):
            stop(FAILED, lacks)
        if not found:
            say(f"no models in {models_folder(settings)}")
        if any(one["fault"] for one in found):
            raise typer.Exit(FAILED)


def _try_model(model: ModelFiles) -> dict[str, str]:
    name = f"{model.engine} {model.language}"
    changed = changed_files(model.folder)
    if changed:
        return {"name": name, "says": "", "fault": f"{model.folder}: not as fetched: {', '.join(changed)}"}
    try:
        says = load(model)(TRIED[model.language])
    except ModelLoadError as error:
        return {"name": name, "says": "", "fault": str(error)}
    return {"name": name, "says": says, "fault": "" if says.strip() else "it says nothing"}


def _try_server(settings: Settings) -> dict[str, str]:
    """A question through the engine itself, within the day's budget, past what is kept."""
    try:
        engines = [e for e in configured_engines(settings) if isinstance(e, OpenAICompatible)]
    except ValueError as error:
        stop(USAGE, str(error))
    if not engines:
        stop(USAGE, "DESK_TRANSLATION_ENGINE does not name openai")
    (attempt,) = engines[0].attempt([_tried_item()])
    says = attempt.english.headline if attempt.english else ""
    return {"name": f"openai {attempt.use.model}", "says": says, "fault": attempt.use.detail}


def _tried_item() -> TranslationInput:
    return TranslationInput(
        title=TRIED["ko"],
        paragraphs=(),
        language="ko",
        category=None,
        category_name=None,
        entities=(),
        figures=(),
        key_sentences=(),
        source_name="Country Desk",
        source_kind="news_media",
        published_date=None,
    )
