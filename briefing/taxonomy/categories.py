"""The categories of both axes, and the cue sheets that speak for them, as data.

``categories.yml`` names, defines and orders them; ``cues_<language>.yml`` holds each language's words for them.
Everything is loaded on first use, validated once, and an error names the file and the key.

A cue sheet writes its cues as comma-separated lists under three weights, in this small grammar::

    tariff*                a word that begins so (scripts with word boundaries)
    _スト, 금리_            no letter before, or after (scripts without)
    IPO                    capitals: this case only
    strike + union|walkout counts only where one of the companions stands in the same item
    strike - air strike    does not count where that stands in the item

``mask`` lists phrases in which a cue must not be found at all: ``삼성화재`` (an insurer) for ``화재`` (fire).
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field, StringConstraints, ValidationError

from briefing.records.record import Record

FOLDER = Path(__file__).resolve().parent
CATEGORIES_FILE = "categories.yml"
UNDETERMINED = "risk.undetermined"

Axis = Literal["risk", "ops", "noise"]
NonEmpty = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

WEIGHTS = {"strong": 3.0, "plain": 2.0, "faint": 1.0}
"""strong: alone makes a headline this category's; plain: alone in a headline just does; faint: only adds."""


class TaxonomyError(ValueError):
    """A taxonomy file that is missing or wrong; the message names file and key."""


class Category(Record):
    """One row of an axis, or one kind of noise. ``domain`` is empty for noise."""

    id: NonEmpty
    name: NonEmpty
    axis: Axis
    definition: NonEmpty
    domain: str
    confusable: str = ""
    iptc: str = Field(default="", description="top-level code of the IPTC Media Topics")
    beats: tuple[str, ...] = Field(
        default=(), description="categories that give way when the headline names this one"
    )
    facets: dict[str, str] = Field(default_factory=dict, description="part of the category to its own domain")


class Taxonomy(Record):
    """All of ``categories.yml``; each axis in its printed order."""

    domains: tuple[str, ...]
    risk: tuple[Category, ...]
    ops: tuple[Category, ...]
    noise: tuple[Category, ...]


class Cue(Record):
    """``text`` as the sheet writes it, markers removed. ``facet`` is empty for the category as a whole."""

    text: NonEmpty
    category: str
    facet: str
    weight: float
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    open_end: bool = False
    bound_left: bool = False
    bound_right: bool = False

    @property
    def exact_case(self) -> bool:
        """A capital in the sheet means that only this case counts."""
        return self.text != self.text.lower()


class CueSheet(Record):
    """Cues of one language. ``fold`` maps a character to how it is compared ('' drops it); the sheet writes
    it as pairs, the character and what it becomes: ``國国``."""

    language: str
    has_word_boundaries: bool
    fold: dict[str, str]
    mask: tuple[str, ...]
    cues: tuple[Cue, ...]
    digest: str = Field(description="sha256 of the file")


def _document(path: Path) -> dict[str, Any]:
    try:
        document = yaml.safe_load(path.read_bytes())
    except OSError as error:
        raise TaxonomyError(f"{path.name}: cannot be read: {error}") from error
    except yaml.YAMLError as error:
        raise TaxonomyError(f"{path.name}: not YAML: {error}") from error
    if not isinstance(document, dict):
        raise TaxonomyError(f"{path.name}: expected keys at the top, found {type(document).__name__}")
    return document


def _only(path: Path, found: dict[str, Any], required: set[str], optional: set[str], where: str) -> None:
    """Refuse unknown and missing keys, naming them."""
    for key in sorted(set(found) - required - optional, key=str):
        raise TaxonomyError(f"{path.name}: {where}{key}: unknown key")
    for key in sorted(required - set(found)):
        raise TaxonomyError(f"{path.name}: {where}{key}: missing")


def _axis(path: Path, rows: Any, axis: Axis) -> tuple[Category, ...]:
    if not isinstance(rows, list):
        raise TaxonomyError(f"{path.name}: {axis}: expected a list of categories")
    categories = []
    for number, row in enumerate(rows):
        try:
            categories.append(Category.model_validate({"axis": axis, "domain": "", **row}))
        except (ValidationError, TypeError) as error:
            name = row.get("id", number) if isinstance(row, dict) else number
            raise TaxonomyError(f"{path.name}: {axis}.{name}: {error}") from error
    return tuple(categories)


def read_taxonomy(path: Path) -> Taxonomy:
    """Read and check a file of categories. Raises TaxonomyError naming the file and the key."""
    document = _document(path)
    _only(path, document, {"domains", "risk", "ops", "noise"}, set(), "")
    taxonomy = Taxonomy(
        domains=tuple(document["domains"]),
        risk=_axis(path, document["risk"], "risk"),
        ops=_axis(path, document["ops"], "ops"),
        noise=_axis(path, document["noise"], "noise"),
    )
    everything = (*taxonomy.risk, *taxonomy.ops, *taxonomy.noise)
    seen: set[str] = set()
    for row in everything:
        if row.id in seen:
            raise TaxonomyError(f"{path.name}: {row.id}: named twice")
        seen.add(row.id)
    for row in everything:
        for domain in (*([row.domain] if row.axis != "noise" else []), *row.facets.values()):
            if domain not in taxonomy.domains:
                raise TaxonomyError(f"{path.name}: {row.id}.domain: {domain!r} is none of the domains")
        for beaten in row.beats:
            if beaten not in seen:
                raise TaxonomyError(f"{path.name}: {row.id}.beats: no category {beaten!r}")
    return taxonomy


def _alternatives(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())


def parse_cue(written: str, category: str, facet: str, weight: float) -> Cue:
    """Read one cue in the grammar of this module's text. Raises ValueError for an empty one."""
    rest, _, unless = written.partition(" - ")
    text, _, needs = rest.partition(" + ")
    text = text.strip()
    bare = text.strip("_*")
    if not bare or text.count("*") > text.endswith("*"):
        raise ValueError(f"{written!r} is not a cue")
    return Cue(
        text=bare,
        category=category,
        facet=facet,
        weight=weight,
        needs=_alternatives(needs),
        unless=_alternatives(unless),
        open_end=text.endswith("*"),
        bound_left=text.startswith("_"),
        bound_right=text.endswith("_"),
    )


def _listed(path: Path, written: Any, where: str) -> list[str]:
    if not isinstance(written, str):
        raise TaxonomyError(f"{path.name}: {where}: expected comma-separated text")
    return [part.strip() for part in written.split(",") if part.strip()]


def read_cue_sheet(path: Path, known: Taxonomy) -> CueSheet:
    """Read and check one cue sheet. Raises TaxonomyError naming the file and the key."""
    document = _document(path)
    _only(path, document, {"language", "has_word_boundaries", "cues"}, {"fold", "mask"}, "")
    categories = {row.id: row for row in (*known.risk, *known.ops, *known.noise)}
    cues: list[Cue] = []
    seen: set[tuple[object, ...]] = set()
    for key, groups in document["cues"].items():
        category, facet = (key, "") if key in categories else tuple(str(key).rpartition(".")[::2])
        if category not in categories or (facet and facet not in categories[category].facets):
            raise TaxonomyError(f"{path.name}: cues.{key}: no such category or facet")
        _only(path, groups, set(), set(WEIGHTS), f"cues.{key}.")
        for tier, written in groups.items():
            where = f"cues.{key}.{tier}"
            for text in _listed(path, written, where):
                try:
                    cue = parse_cue(text, category, facet, WEIGHTS[tier])
                except ValueError as error:
                    raise TaxonomyError(f"{path.name}: {where}: {error}") from error
                identity = (category, cue.text, cue.needs, cue.bound_left, cue.bound_right)
                if identity in seen:
                    raise TaxonomyError(f"{path.name}: {where}: {text!r} stands in {category} twice")
                seen.add(identity)
                cues.append(cue)
    mask = _listed(path, document.get("mask", ""), "mask")
    for phrase in sorted({cue.text for cue in cues} & {phrase.strip("*") for phrase in mask}):
        raise TaxonomyError(f"{path.name}: mask: {phrase!r} is a cue too")
    return CueSheet(
        language=document["language"],
        has_word_boundaries=document["has_word_boundaries"],
        fold={pair[0]: pair[1:] for pair in str(document.get("fold", "")).split()},
        mask=tuple(mask),
        cues=tuple(cues),
        digest=hashlib.sha256(path.read_bytes()).hexdigest(),
    )


@lru_cache(maxsize=1)
def taxonomy() -> Taxonomy:
    """The product's own categories."""
    return read_taxonomy(FOLDER / CATEGORIES_FILE)


def cue_languages() -> tuple[str, ...]:
    """Languages that have a cue sheet, in alphabetical order."""
    return tuple(sorted(path.stem.removeprefix("cues_") for path in FOLDER.glob("cues_*.yml")))


@lru_cache(maxsize=8)
def cue_sheet(language: str) -> CueSheet:
    """The cue sheet of one language of ``cue_languages()``."""
    return read_cue_sheet(FOLDER / f"cues_{language}.yml", taxonomy())


@lru_cache(maxsize=1)
def _by_id() -> dict[str, Category]:
    known = taxonomy()
    return {row.id: row for row in (*known.risk, *known.ops, *known.noise)}


def category(category_id: str) -> Category:
    """Look a category up by id. Raises TaxonomyError for one that is not there."""
    try:
        return _by_id()[category_id]
    except KeyError:
        raise TaxonomyError(f"{CATEGORIES_FILE}: no category {category_id!r}") from None


def category_name(category_id: str) -> str:
    """The printed name; that of the sentinel 'risk.undetermined' is 'Undetermined'."""
    return "Undetermined" if category_id == UNDETERMINED else category(category_id).name


def lexicon_version() -> str:
    """'1-' and eight hex digits of the sha256 over categories and all cue sheets: other words, other version."""
    digest = hashlib.sha256((FOLDER / CATEGORIES_FILE).read_bytes())
    for language in cue_languages():
        digest.update((FOLDER / f"cues_{language}.yml").read_bytes())
    return f"1-{digest.hexdigest()[:8]}"


def __getattr__(name: str) -> tuple[str, ...]:
    """``RISK`` and ``OPS``: ids in printed order, read on first use."""
    if name == "RISK":
        return tuple(row.id for row in taxonomy().risk)
    if name == "OPS":
        return tuple(row.id for row in taxonomy().ops)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
