"""Our own labelled examples, one file a language: what the classifier learns from and shows as evidence.

A file holds ``language`` and ``examples``: under each category id, or ``out_of_scope.<kind>``, lines of the form
``headline | lead`` or ``headline``. All are written for this purpose; no publisher's text is among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml
from pydantic import Field

from briefing.records.record import Record
from briefing.taxonomy.categories import FOLDER, TaxonomyError, taxonomy

EXAMPLES_FOLDER = FOLDER / "examples"
OUT_OF_SCOPE = "out_of_scope"
_SEPARATOR = " | "


class LabelledExample(Record):
    """``example_id`` says where it stands: language, label and number in it, from 1."""

    example_id: str
    language: str
    label: str = Field(description="category id, or out_of_scope")
    kind: str = Field(description="the category id, or out_of_scope.<kind>: what a classifier keeps apart")
    title: str
    lead: str = ""

    @property
    def text(self) -> str:
        """As it is shown to people."""
        return f"{self.title}{_SEPARATOR}{self.lead}" if self.lead else self.title


def read_examples(folder: Path = EXAMPLES_FOLDER) -> list[LabelledExample]:
    """All examples of a folder, by file, then in their order. Raises TaxonomyError naming the file and the key."""
    paths = sorted(folder.glob("*.yml"))
    if not paths:
        raise TaxonomyError(f"{folder}: no examples there")
    return [example for path in paths for example in _read(path)]


def _read(path: Path) -> Iterator[LabelledExample]:
    try:
        document = yaml.safe_load(path.read_bytes())
    except (OSError, yaml.YAMLError) as error:
        raise TaxonomyError(f"{path.name}: cannot be read: {error}") from error
    if not isinstance(document, dict) or set(document) != {"language", "examples"}:
        raise TaxonomyError(f"{path.name}: expected the keys language and examples")
    known = {row.id for row in (*taxonomy().risk, *taxonomy().ops)}
    for kind, lines in document["examples"].items():
        label = OUT_OF_SCOPE if str(kind).partition(".")[0] == OUT_OF_SCOPE else kind
        if label not in known and label != OUT_OF_SCOPE:
            raise TaxonomyError(f"{path.name}: examples.{kind}: no such category")
        for number, line in enumerate(lines, 1):
            if not isinstance(line, str) or not line.strip():
                raise TaxonomyError(f"{path.name}: examples.{kind}: line {number} is no text: {line!r}")
            title, _, lead = line.partition(_SEPARATOR)
            yield LabelledExample(
                example_id=f"{document['language']}/{kind}/{number}",
                language=document["language"],
                label=label,
                kind=kind,
                title=title.strip(),
                lead=lead.strip(),
            )
