"""A new source from an address: probe it, choose a way in, write its file, a saved answer and a failing test."""

from __future__ import annotations

import os.path
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from briefing.records.source import Source
from briefing.settings import CHECKOUT, Settings
from briefing.storage.atomic import write_bytes
from orchestration.source_check_text import plain_line
from orchestration.trial_crawl import run_child, trial_home
from scrapers.catalogue import load_catalogue, load_source
from scrapers.extraction.addresses import canonical_address
from scrapers.probing.answers import Answer, read_answers
from scrapers.probing.failing_test import write_test
from scrapers.probing.filler import CannotFillError
from scrapers.probing.proposal import Proposal, Wishes, describe_publisher, propose
from scrapers.probing.publisher import stem_of, tell_country, tell_languages, zone_of
from scrapers.probing.saved_answer import save_answer
from scrapers.probing.ways import Way, read_ways
from scrapers.workers import ExtractionWorkers, WorkerLimitError


class NothingFoundError(Exception):
    """No way in was found; the message says what was asked and what it was answered."""


class AlreadyThereError(Exception):
    """A file that would be written exists, or another source reads the same; nothing was written."""


@dataclass(frozen=True)
class Found:
    """``ways`` are all that were found, the chosen one first. ``source_id`` is ``cc/name``."""

    proposal: Proposal
    ways: tuple[Way, ...]
    answers: tuple[Answer, ...]
    folder_and_stem: tuple[str, str]

    @property
    def source_id(self) -> str:
        return "_".join(self.folder_and_stem)


@dataclass(frozen=True)
class Files:
    """Where the three files of a new source lie."""

    source: Path
    answer: Path
    test: Path


def probe(address: str, settings: Settings) -> list[Answer]:
    """Look at an address, politely, in a process of its own. Raises TrialError."""
    with trial_home(settings, None) as home:
        target = home.root / "answers.json"
        run_child(
            "scrapers.probe", {"address": address, "out": str(target)}, settings, home, settings.sources
        )
        return read_answers(target.read_bytes())


def find_source(answers: Sequence[Answer], wishes: Wishes, given_id: str) -> Found:
    """Choose the best way among the answers. Raises NothingFoundError and NoCountryError."""
    if not answers or not answers[0].is_good:
        raise NothingFoundError(_told_answers(answers))
    with ExtractionWorkers(1) as workers:
        try:
            return workers.run(_find, answers=list(answers), wishes=wishes, given_id=given_id)
        except WorkerLimitError as error:
            raise NothingFoundError(f"what came cannot be parsed within the limits: {error}") from error


def _find(answers: list[Answer], wishes: Wishes, given_id: str) -> Found:
    folder, _, stem = given_id.partition("/")
    host = answers[0].final_address.split("/")[2].partition(":")[0]
    ways = read_ways(answers, "UTC")
    if not ways or ways[0].rank <= 0:
        raise NothingFoundError(_told_answers(answers))
    # Dates that name no zone are read again, now that the country is known.
    told = tell_country(host, tell_languages(e.title for e in ways[0].entries[:30]))
    zone = zone_of(wishes.country or folder or (told.value if told else ""))
    ways = read_ways(answers, zone)
    publisher = describe_publisher(ways[0], answers, replace(wishes, folder=folder))
    proposal = propose(publisher, ways[0], ways, answers, answers[0].at.date())
    return Found(proposal, tuple(ways), tuple(answers), (publisher.folder, stem or stem_of(host)))


def _told_answers(answers: Sequence[Answer]) -> str:
    told = [
        f"  {a.ask.address} ({a.ask.purpose}): {a.detail or f'{a.status}, {a.content_type}, {len(a.body)} bytes'}"
        for a in answers
    ]
    is_read = bool(answers) and answers[0].is_good
    head = "nothing was found that lists articles" if is_read else "the address cannot be read"
    return f"{head}:\n" + "\n".join(map(plain_line, told))


def name_files(found: Found, settings: Settings, tests: Path | None) -> Files:
    """Where they go: the catalogue in use, and the tests of the checkout unless another folder is given."""
    folder, stem = found.folder_and_stem
    source_id = found.source_id
    test_folder = (tests or CHECKOUT / "tests" / "sources").resolve()
    place = found.proposal.key.replace("/", "_")
    return Files(
        source=settings.sources / folder / f"{stem}.yml",
        answer=test_folder / "pages" / source_id / place,
        test=test_folder / f"test_{source_id}.py",
    )


def refuse_repetition(found: Found, files: Files, settings: Settings) -> None:
    """Raises AlreadyThereError where something would be overwritten, or is read by another source."""
    answers = [*files.answer.parent.glob(f"{files.answer.name}.*")] if files.answer.parent.is_dir() else []
    for path in (files.source, files.test, *answers):
        if path.exists():
            raise AlreadyThereError(
                f"{path} exists and is left as it is; choose another name by --id cc/name"
            )
    if not any(settings.sources.rglob("*.yml")):
        return
    address = canonical_address(found.proposal.way.seed.url.replace("{page}", "1"))
    for source in load_catalogue(settings.sources).values():
        for key, seed in source.seeds().items():
            try:
                is_same = canonical_address(seed.url.replace("{page}", "1")) == address
            except ValueError:  # an address with a placeholder in its host or port
                continue
            if is_same:
                raise AlreadyThereError(f"{source.id} reads {seed.url} already ({key})")


def validate(found: Found) -> Source:
    """The proposal as the catalogue reads it. Raises CatalogueError: a fault of ours, told all the same."""
    with tempfile.TemporaryDirectory(prefix="desk-new-") as folder:
        path = Path(folder) / found.folder_and_stem[0] / f"{found.folder_and_stem[1]}.yml"
        path.parent.mkdir(parents=True)
        path.write_text(found.proposal.text, encoding="utf-8")
        return load_source(path, Path(folder))


def write_files(found: Found, source: Source, files: Files, settings: Settings) -> tuple[Files, str]:
    """Write all three; the files, and what could not be done (empty where all was)."""
    answer = found.proposal.way.answer
    trouble = ""
    try:
        with ExtractionWorkers(1) as workers:
            saved = workers.run(save_answer, source=source, key=found.proposal.key, answer=answer)
        path = files.answer.with_name(files.answer.name + saved.ending)
        write_bytes(path, saved.body)
        content_type = saved.content_type
    except (CannotFillError, WorkerLimitError) as error:
        path = files.answer.with_name(files.answer.name + ".html")
        content_type = answer.content_type
        trouble = (
            f"no saved answer was written ({error}): make one by hand at {path}, without the publisher's text"
        )
    files = replace(files, answer=path)
    test = write_test(
        name=found.proposal.publisher.name.value,
        file=files.source,
        sources=settings.sources,
        test=files.test,
        answer=path,
        key=found.proposal.key,
        address=answer.final_address,
        content_type=content_type,
        read_at=answer.at,
    )
    write_bytes(files.test, test.encode())
    write_bytes(files.source, found.proposal.text.encode())
    return files, trouble


def explain(found: Found) -> list[str]:
    """What was asked, what was found, and why the first way was chosen."""
    lines = [f"asked {len(found.answers)} addresses:"]
    for answer in found.answers:
        told = answer.detail or f"{answer.status}, {answer.content_type or 'no content type'}"
        lines.append(f"  {answer.ask.purpose:<10} {answer.ask.address}  {told}")
    lines.append("found, best first (a dated feed, then data, a news sitemap, a list with dates, a list):")
    for place, way in enumerate(found.ways[:8]):
        newest = f", newest {way.instants[0]:%Y-%m-%d %H:%M}Z" if way.instants else ""
        mark = "*" if place == 0 else " "
        lines.append(f" {mark} {way.words}: {len(way.entries)} entries, {len(way.instants)} dated{newest}")
        lines.append(f"     {way.seed.url}")
    return [plain_line(line) for line in lines]


def next_commands(found: Found, files: Files, settings: Settings) -> list[str]:
    """What a person types now, in this order."""
    code = found.proposal.publisher.countries[0]
    return [
        f"desk sources check {found.source_id}",
        f"pytest {_short(files.test)}",
        f"desk crawl --country {code}",
    ]


def _short(path: Path) -> str:
    """Relative to where we are, where that is shorter."""
    relative = os.path.relpath(path)
    return relative if len(relative) < len(str(path)) else str(path)


def is_id(text: str) -> bool:
    """``cc/name`` as the catalogue takes it."""
    return re.fullmatch(r"[a-z]{2}/[a-z][a-z0-9_]*", text) is not None
