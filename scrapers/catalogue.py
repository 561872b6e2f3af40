"""The catalogue: ``<folder>/<cc>/<name>.yml`` becomes a ``Source``; faults are named by file, line and key.

``python -m scrapers.catalogue check`` reads the whole folder and prints every problem in it;
``python -m scrapers.catalogue schema docs/source.schema.json`` writes the schema that editors complete from.
"""

from __future__ import annotations

import argparse
import difflib
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from cssselect import ExpressionError, SelectorError
from lxml.cssselect import CSSSelector
from pydantic import ValidationError
from yaml.composer import Composer
from yaml.constructor import SafeConstructor
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.resolver import Resolver
from yaml.scanner import Scanner

from briefing.records.seed import Api, Detail, Document, Feed, Listing, Pick, Prefetch, Sitemap
from briefing.records.source import ArticleRules, Backfill, HealthyDay, Source
from briefing.settings import load_settings
from briefing.storage.atomic import write_bytes
from briefing.taxonomy.countries import country as look_up_country
from scrapers.extraction.hooks import HOOKS
from scrapers.extraction.json_paths import fault_of_path
from scrapers.extraction.placeholders import fill_dates, placeholder_faults

if yaml.__with_libyaml__:
    from yaml._yaml import CParser as _Parser
else:

    class _Parser(Reader, Scanner, Parser):  # type: ignore[no-redef]
        """PyYAML's own, in Python."""

        def __init__(self, text: str) -> None:
            Reader.__init__(self, text)
            Scanner.__init__(self)
            Parser.__init__(self)


KeyPath = tuple[str | int, ...]
"""Where a value stands in a file: ``("listings", 0, "link_pattern")``."""

_FOLDER = re.compile(r"[a-z]{2}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_RECORDS = (
    Source, Feed, Listing, Sitemap, Api, Document, Detail, Prefetch, Pick, ArticleRules, Backfill, HealthyDay
)  # fmt: skip
_KNOWN_KEYS = sorted({name for record in _RECORDS for name in record.model_fields} - {"id", "way"})
_PATTERNS = (
    "link_pattern", "child_pattern", "date_pattern", "day_pattern", "script_pattern", "link_argument", "pattern"
)  # fmt: skip
_SELECTORS = ("row", "css", "hidden_fields_of", "inside")  # CSS in whichever record they stand
_CSS_OF = {
    "listings": ("link", "title", "date", "summary", "content", "next_page"),
    "article": ("body", "title", "date", "byline", "drop", "frame"),
}
_PATHS_OF = {
    "apis": ("items", "link", "key", "title", "date", "summary", "content", "byline", "next_page"),
    "documents": ("title_path", "content", "date"),
    "detail": ("title", "date", "content"),
    "listings": ("markup_path",),
}


@dataclass(frozen=True, order=True)
class Problem:
    """One fault of one file. ``line`` counts from 1 and is 0 where the fault is something absent."""

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (place, self.key, self.message) if part)


class CatalogueError(Exception):
    """Everything that is wrong with the files that were read; ``problems`` is sorted by file and line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        count = f"{len(self.problems)} problem{'s' if len(self.problems) != 1 else ''}"
        super().__init__(f"{count} in the source catalogue:\n" + "\n".join(f"  {p}" for p in self.problems))


class _PlainLoader(Composer, _Parser, SafeConstructor, Resolver):
    """Safe YAML, less: no implicit dates (``2026-03-10`` stays the text that was typed) and no aliases.

    A source is short enough to be written out, and an alias can make a file refer to itself without end. The parser
    is libyaml's where PyYAML has it: five hundred files take less than a second instead of four.
    """

    def __init__(self, text: str) -> None:
        _Parser.__init__(self, text)
        Composer.__init__(self)
        SafeConstructor.__init__(self)
        Resolver.__init__(self)

    yaml_implicit_resolvers = {  # noqa: RUF012 - overrides an attribute of the library's class
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark: Any = getattr(self.peek_event(), "start_mark", None)
            raise yaml.composer.ComposerError(None, None, "aliases are not used in the catalogue", mark)
        return super().compose_node(parent, index)


def load_plain(text: str) -> Any:
    """YAML as the catalogue reads it: a date stays the text that was typed, quoted or not. Raises yaml.YAMLError."""
    return _PlainLoader(text).get_single_data()


@dataclass(frozen=True)
class _Reading:
    """One file as read: its source where it is a valid one, and its feeds, valid or not, with their lines."""

    source: Source | None
    feeds: tuple[tuple[str, int], ...]
    problems: tuple[Problem, ...]


def load_catalogue(folder: Path) -> dict[str, Source]:
    """All sources of a folder by id, sorted by id. Read once a process, and again when a file has changed.

    Raises CatalogueError with every problem of every file, never with the first one only.
    """
    files = sorted(path for pattern in ("*.yml", "*.yaml") for path in folder.rglob(pattern))
    if not files:
        raise CatalogueError([Problem(str(folder), 0, "", "holds no source file <cc>/<name>.yml")])
    stats = [(path, path.stat()) for path in files]
    return dict(_load(folder, tuple((path, stat.st_mtime_ns, stat.st_size) for path, stat in stats)))


@lru_cache(maxsize=4)
def _load(folder: Path, state: tuple[tuple[Path, int, int], ...]) -> dict[str, Source]:
    files = [path for path, _, _ in state]
    readings = {path.relative_to(folder).as_posix(): _read(path, folder) for path in files}
    problems = [problem for reading in readings.values() for problem in reading.problems]
    problems += _repeated_feeds({file: reading.feeds for file, reading in readings.items()})
    problems += _repeated_seeds(
        {file: reading.source for file, reading in readings.items() if reading.source}
    )
    if problems:
        raise CatalogueError(problems)
    sources = (reading.source for reading in readings.values() if reading.source)
    return {source.id: source for source in sorted(sources, key=lambda source: source.id)}


def load_source(path: Path, folder: Path) -> Source:
    """One file of the catalogue in ``folder``. Raises CatalogueError with every problem of the file."""
    reading = _read(path, folder)
    file = path.relative_to(folder).as_posix()
    problems = [*reading.problems, *_repeated_feeds({file: reading.feeds})]
    if problems or reading.source is None:
        raise CatalogueError(problems)
    return reading.source


def sources_for(catalogue: Mapping[str, Source], country: str) -> tuple[Source, ...]:
    """The enabled sources that feed a country's edition, sorted by id.

    Raises UnknownCountryError for a code that is not configured: no sources and no country are two things.
    """
    look_up_country(country)
    feeding = (source for source in catalogue.values() if source.enabled and country in source.countries)
    return tuple(sorted(feeding, key=lambda source: source.id))


def source_json_schema() -> dict[str, Any]:
    """JSON Schema of a file of the catalogue: the record without ``id``, which is the file's path."""
    schema = Source.model_json_schema()
    properties = {name: rule for name, rule in schema["properties"].items() if name != "id"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "properties": properties,
        "required": [name for name in schema["required"] if name != "id"],
    }


def _read(path: Path, folder: Path) -> _Reading:
    """Read one file as far as it can be read."""
    file = path.relative_to(folder).as_posix()
    try:
        data, nodes = _parse(path, file)
    except _UnreadableError as error:
        return _Reading(None, (), (Problem(file, error.line, "", str(error)),))
    lines = {key_path: at.start_mark.line + 1 for key_path, at in nodes}
    source, record_problems = _validate(file, data, lines)
    feeds = tuple(
        (at.value, at.start_mark.line + 1)
        for key_path, at in nodes
        if key_path[0] == "feeds" and isinstance(at, yaml.ScalarNode)
    )
    return _Reading(source, feeds, (*_repeated_keys(file, nodes), *_bad_texts(file, nodes), *record_problems))


class _UnreadableError(Exception):
    """A file of which no key can be read. ``line`` is 0 where no line is to blame."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


def _parse(path: Path, file: str) -> tuple[dict[Any, Any], list[tuple[KeyPath, yaml.Node]]]:
    """A file's keys and values, and the places they stand at. Raises _UnreadableError."""
    misplaced = _misplaced(file)
    if misplaced:
        raise _UnreadableError(misplaced)
    try:
        loader = _PlainLoader(path.read_bytes().decode("utf-8-sig"))
        node = loader.get_single_node()
        data = loader.construct_document(node) if node else None
    except UnicodeDecodeError as error:
        raise _UnreadableError(f"is not UTF-8: {error}") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _UnreadableError(f"is not YAML: {error.problem}", mark.line + 1 if mark else 0) from error
    except (yaml.YAMLError, OSError) as error:
        raise _UnreadableError(f"cannot be read: {error}") from error
    if node is None or data is None:
        raise _UnreadableError("is empty")
    if not isinstance(data, dict):
        raise _UnreadableError("is not a mapping of keys to values", 1)
    return data, list(_walk(node, ()))


def _misplaced(file: str) -> str | None:
    """Why a path, relative to the folder, names no source; None where it does."""
    path = Path(file)
    if len(path.parts) != 2 or not _FOLDER.fullmatch(path.parts[0]):
        return "does not lie in a folder named by a two-letter country code: expected <cc>/<name>.yml"
    if path.suffix != ".yml":
        return "must end in .yml"
    if not _NAME.fullmatch(path.stem):
        return "must be named in lower-case letters, digits and underscores, beginning with a letter"
    return None


def _walk(node: yaml.Node, key_path: KeyPath) -> Iterator[tuple[KeyPath, yaml.Node]]:
    """Every value's node, marked at its key; a key that occurs twice occurs twice here."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*key_path, str(key.value))
            yield inner, _marked_at(value, key)
            yield from _walk(value, inner)
    elif isinstance(node, yaml.SequenceNode):
        for position, member in enumerate(node.value):
            inner = (*key_path, position)
            yield inner, member
            yield from _walk(member, inner)


def _marked_at(value: yaml.Node, key: yaml.Node) -> yaml.Node:
    """A value's node with its key's place: a block under a key begins a line too low."""
    return type(value)(value.tag, value.value, key.start_mark, value.end_mark)


def _repeated_keys(file: str, nodes: Sequence[tuple[KeyPath, yaml.Node]]) -> Iterator[Problem]:
    first: dict[KeyPath, int] = {}
    for key_path, at in nodes:
        line = at.start_mark.line + 1
        if key_path in first:
            yield Problem(file, line, _dotted(key_path), f"stands twice, first on line {first[key_path]}")
        first.setdefault(key_path, line)


def _bad_texts(file: str, nodes: Sequence[tuple[KeyPath, yaml.Node]]) -> Iterator[Problem]:
    """Patterns, selectors and paths that do not compile, placeholders that nothing replaces, unknown hooks."""
    picks = _picked_names(nodes)
    texts = {path: at.value for path, at in nodes if isinstance(at, yaml.ScalarNode)}
    for key_path, at in nodes:
        if not isinstance(at, yaml.ScalarNode):
            continue
        fault = (
            _fault_of_text(key_path, at.value)
            or _fault_of_address(key_path, at.value, picks)
            or _fault_of_template(key_path, at.value, texts)
        )
        if fault:
            yield Problem(file, at.start_mark.line + 1, _dotted(key_path), fault)


def _picked_names(nodes: Sequence[tuple[KeyPath, yaml.Node]]) -> frozenset[str]:
    """Names that a ``prefetch`` of the file gives its seeds."""
    return frozenset(str(path[-1]) for path, _ in nodes if len(path) > 1 and path[-2] == "picks")


def _fault_of_text(key_path: KeyPath, text: str) -> str:
    """What keeps a pattern, selector, path or hook from being one; empty for a good one or any other key."""
    name = next(part for part in reversed(key_path) if isinstance(part, str))
    groups = [part for part in key_path if isinstance(part, str)][:-1]
    owner = groups[-1] if groups else ""
    if name in _PATTERNS or name == "archived_pages":
        try:
            re.compile(fill_dates([text], [date(2026, 1, 1)])[0][0] if name == "child_pattern" else text)
        except re.error as error:
            return f"{text!r} is not a regular expression: {error}"
    if name in _SELECTORS or name in _CSS_OF.get(owner, ()):
        try:
            CSSSelector(text)
        except (SelectorError, ExpressionError) as error:
            return f"{text!r} is not a CSS selector: {error}"
    if name in _PATHS_OF.get(owner, ()):
        fault = fault_of_path(text)
        if fault:
            return f"{text!r} is not a JMESPath: {fault}"
    if name == "hook" and text not in HOOKS:
        return f"{text!r} is no hook; there are {', '.join(sorted(HOOKS))}"
    return ""


def _fault_of_address(key_path: KeyPath, text: str, picks: frozenset[str]) -> str:
    """A placeholder in an address that nothing replaces."""
    if "detail" in key_path:
        return ""  # filled in from the row, whose fields only the publisher knows
    is_seed = "prefetch" not in key_path and (key_path[-1] == "url" or key_path[-2:-1] == ("form",))
    if not (is_seed or key_path[0] in ("homepage", "feeds")):
        return ""
    faults = placeholder_faults(text, picks) if is_seed else re.findall(r"\{[^{}]*\}", text)
    return f"nothing replaces {faults[0]} in {text!r}" if faults else ""


def _fault_of_template(key_path: KeyPath, text: str, texts: Mapping[KeyPath, str]) -> str:
    """A placeholder in ``link_template`` that no group of the listing's pattern gives, or is no path of an item."""
    if key_path[-1] != "link_template":
        return ""
    names = [name.removesuffix(":path") for name in re.findall(r"\{([^{}]+)\}", text)]
    if not names and (*key_path[:-1], "key") not in texts:
        return f"{text!r} names nothing of a row: every entry would have this address"
    if "apis" in key_path:
        faults = ((name, fault_of_path(name)) for name in names)
        return next((f"{name!r} is not a JMESPath: {fault}" for name, fault in faults if fault), "")
    given = texts.get((*key_path[:-1], "link_argument")) or texts.get((*key_path[:-1], "script_pattern"))
    if given is None:
        return "is filled in from link_argument or script_pattern, and neither is given"
    try:
        pattern = re.compile(given)
    except re.error:
        return ""  # said where it stands
    known = {*map(str, range(1, pattern.groups + 1)), *pattern.groupindex}
    unknown = [name for name in names if name not in known]
    return f"nothing replaces {{{unknown[0]}}} in {text!r}: the pattern has no such group" if unknown else ""


def _validate(
    file: str, data: dict[Any, Any], lines: Mapping[KeyPath, int]
) -> tuple[Source | None, list[Problem]]:
    """The record of a file, or what keeps it from being one. Types are strict: ``"20"`` is not 20."""
    problems = []
    if "id" in data:
        problems.append(Problem(file, lines[("id",)], "id", "is not written: it follows from the path"))
    source_id = file.removesuffix(".yml").replace("/", "_")
    try:
        # Through JSON, because strict Python input would refuse YAML's lists where the record has tuples.
        source = Source.model_validate_json(json.dumps({**data, "id": source_id}), strict=True)
    except TypeError as error:  # an explicit YAML tag made something that is no text, number, list or mapping
        return None, [*problems, Problem(file, 0, "", f"holds a value of a kind that no key takes: {error}")]
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            key_path = tuple(part for part in fault["loc"] if part != "[key]")
            problems.append(
                Problem(file, _line(lines, key_path), _dotted(key_path), _in_words(fault, key_path))
            )
        return None, problems
    for code in sorted({*source.countries, *source.country_filter} if source.country_filter else ()):
        where: KeyPath = ("country_filter", code)
        if code not in source.countries:
            problems.append(Problem(file, _line(lines, where), _dotted(where), "is not among countries"))
        elif code not in source.country_filter:
            missing = "has no words, so that none or all of the entries would be this country's"
            problems.append(Problem(file, _line(lines, where), _dotted(where), missing))
    return source, problems


def _line(lines: Mapping[KeyPath, int], key_path: KeyPath) -> int:
    """The line of a key, or of the closest key above it that exists; 0 where there is none."""
    while key_path and key_path not in lines:
        key_path = key_path[:-1]
    return lines.get(key_path, 0)


def _in_words(fault: Mapping[str, Any], key_path: KeyPath) -> str:
    """What the record says about a value, in words that do not need the record's code beside them."""
    kind, value = fault["type"], fault["input"]
    if kind == "missing":
        return "is missing"
    if kind == "extra_forbidden":
        close = difflib.get_close_matches(str(key_path[-1]), _KNOWN_KEYS, n=1)
        return "is not a key of a source" + (f"; did you mean {close[0]}?" if close else "")
    message = str(fault["msg"]).removeprefix("Value error, ")
    if kind == "string_pattern_mismatch":
        message = "is not an address that begins with http:// or https://"
    shown = "" if isinstance(value, dict | list) else f", got {value!r}"
    return message + shown


def _dotted(key_path: KeyPath) -> str:
    """``("listings", 0, "url")`` → ``listings[0].url``."""
    text = ""
    for part in key_path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _repeated_feeds(feeds: Mapping[str, Sequence[tuple[str, int]]]) -> Iterator[Problem]:
    """A feed read by two sources would make every item of it two items."""
    first: dict[tuple[str, str, str], str] = {}
    for file in sorted(feeds):
        for position, (address, line) in enumerate(feeds[file]):
            key = f"feeds[{position}]"
            place = f"{file}:{line}"
            try:
                parts = urlsplit(address)
            except ValueError:  # a broken IPv6 host; urlsplit refuses what a pattern cannot see
                yield Problem(file, line, key, f"is not an address, got {address!r}")
                continue
            # Scheme, capitals of the host and a last slash do not make another feed.
            same = (parts.netloc.lower(), parts.path.rstrip("/"), parts.query)
            if same in first:
                yield Problem(file, line, key, f"{address} is already read by {first[same]}")
            first.setdefault(same, place)


def _repeated_seeds(sources: Mapping[str, Source]) -> Iterator[Problem]:
    """Any other seed that two enabled sources ask for: an answer goes to the one that asked first."""
    first: dict[tuple[str, ...], str] = {}
    for file in sorted(sources):
        source = sources[file]
        for key, seed in source.seeds().items() if source.enabled else ():
            if seed.way == "feed":
                continue
            same = (seed.url, seed.body or "", *(part for pair in sorted(seed.form.items()) for part in pair))
            if first.setdefault(same, file) != file:
                yield Problem(file, 0, key, f"{seed.url} is already read by {first[same]}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0: all is well; 1: the catalogue has problems, printed to standard error."""
    parser = argparse.ArgumentParser(prog="python -m scrapers.catalogue", description="The source catalogue.")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="read every source and print every problem")
    check.add_argument("folder", type=Path, nargs="?", default=None, help="default: DESK_SOURCES")
    schema = commands.add_parser("schema", help="write the JSON Schema of a source file")
    schema.add_argument(
        "path", type=Path, help="where to write it, docs/source.schema.json in the repository"
    )
    chosen = parser.parse_args(arguments)
    if chosen.command == "schema":
        text = json.dumps(source_json_schema(), indent=2, ensure_ascii=False) + "\n"
        write_bytes(chosen.path, text.encode())
        return 0
    try:
        catalogue = load_catalogue(chosen.folder or load_settings().sources)
    except CatalogueError as error:
        print(error, file=sys.stderr)
        return 1
    enabled = sum(source.enabled for source in catalogue.values())
    print(f"{len(catalogue)} sources, {enabled} enabled")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
