"""The evaluation as one page to read: the figures by step, by language and by category, and what was confused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from briefing.evaluation.report import Fallen, floors

TEMPLATES = Path(__file__).with_name("templates")


def render_page(report: Mapping[str, Any], worse: Sequence[Fallen], name: str) -> str:
    """HTML of a report, in itself complete. ``name`` is that of the corpora folder, printed as text."""
    template = _environment().get_template("evaluation.html.j2")
    page = template.render(report=report, worse=worse, name=name, floors=floors(), parts=_parts(report))
    return f"{page.strip()}\n"


def _parts(report: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(key, value) for key, value in report.items() if key != "skipped"]


def _words(key: str) -> str:
    return str(key).replace("_", " ")


def _is_table(value: Any) -> bool:
    """A mapping whose values are mappings of plain values: rows of one table."""
    return (
        isinstance(value, Mapping)
        and bool(value)
        and all(
            isinstance(row, Mapping) and row and not any(isinstance(v, Mapping | list) for v in row.values())
            for row in value.values()
        )
    )


def _columns(rows: Mapping[str, Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(column for row in rows.values() for column in row))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(words=_words, columns=_columns)
    environment.tests.update(
        table=_is_table,
        mapping_value=lambda value: isinstance(value, Mapping),
        rows=lambda value: isinstance(value, list) and all(isinstance(row, Mapping) for row in value),
    )
    return environment
