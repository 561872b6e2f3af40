"""Data Docs: Great Expectations' own pages, made safe to open and complete without a network.

Great Expectations renders its results into pages that load their style, fonts and scripts from other servers
and that print values unescaped. Here its rendering is kept, the values are escaped before it, everything that
would be fetched or run is taken out after it, and a style of our own is put in. One page per country, day and
hand-over; each build touches the pages of its own judgements and two small indexes, so that its cost does not
grow with the number of days.
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import lxml.html
from jinja2 import Environment, FileSystemLoader
from lxml import etree
from markupsafe import Markup

from briefing.storage.atomic import write_bytes
from briefing.storage.home import Home
from expectations.judgement import Judgement
from expectations.validation import load_great_expectations

TEMPLATES = Path(__file__).with_name("templates")
SUITES = ("captures", "articles", "items", "edition")
_FETCHED_OR_RUN = "//script | //link | //style | //img | //iframe | //object | //form | //button | //input"
_COLLAPSED = "//*[contains(concat(' ', @class, ' '), ' collapse ')] | //p[a[@data-toggle='collapse']]"
_KEPT_ATTRIBUTES = ("class", "colspan", "rowspan", "scope")


def build_data_docs(home: Home, judgements: Sequence[Judgement]) -> Path:
    """Write the pages of these judgements and the indexes above them; returns the path of the first index.

    Pages of other countries, days and hand-overs are left as they are.
    """
    for judgement in judgements:
        scope = judgement.scope
        folder = home.data_docs / scope.date / scope.country
        write_bytes(folder / f"{scope.suite}.html", _gate_page(judgement).encode())
        write_bytes(folder / f"{scope.suite}.json", json.dumps(_summary(judgement)).encode())
    for date in sorted({judgement.scope.date for judgement in judgements}):
        gates = sorted(map(_read_summary, (home.data_docs / date).glob("*/*.json")), key=_place)
        page = _render("day.html.j2", date=date, gates=gates)
        write_bytes(home.data_docs / date / "index.html", page.encode())
    days = sorted((path.parent.name for path in home.data_docs.glob("*/index.html")), reverse=True)
    index = home.data_docs / "index.html"
    write_bytes(index, _render("index.html.j2", days=days).encode())
    return index


def _state(judgement: Judgement) -> str:
    """One word for a whole judgement, the gravest that applies."""
    if judgement.failed_parts:
        return "withheld"
    if any(not row.is_released for row in judgement.quarantined):
        return "refusing"
    return "warning" if any(not verdict.passed for verdict in judgement.verdicts) else "passed"


def _summary(judgement: Judgement) -> dict[str, Any]:
    return {
        "suite": judgement.scope.suite,
        "country": judgement.scope.country,
        "state": _state(judgement),
        "verdicts": len(judgement.verdicts),
        "failed": sum(not verdict.passed for verdict in judgement.verdicts),
        "quarantined": len(judgement.quarantined),
    }


def _read_summary(path: Path) -> dict[str, Any]:
    return json.loads(path.read_bytes())


def _place(summary: Mapping[str, Any]) -> tuple[str, int]:
    return summary["country"], SUITES.index(summary["suite"])


def _gate_page(judgement: Judgement) -> str:
    return _render(
        "gate.html.j2",
        scope=judgement.scope,
        state=_state(judgement),
        verdicts=judgement.verdicts,
        failed=[verdict for verdict in judgement.verdicts if not verdict.passed],
        quarantined=judgement.quarantined,
        reports=[(name, render_report(report)) for name, report in judgement.reports.items()],
    )


def render_report(report: Mapping[str, Any]) -> Markup:
    """Great Expectations' page of one validation result, reduced to inert content: no links, no ids."""
    load_great_expectations()
    from great_expectations.core.expectation_validation_result import expectationSuiteValidationResultSchema
    from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer
    from great_expectations.render.view.view import DefaultJinjaPageView

    result = expectationSuiteValidationResultSchema.load(_escaped(report))
    view: Any = DefaultJinjaPageView()
    page = view.render(ValidationResultsPageRenderer().render(result))
    tree = lxml.html.document_fromstring(page)
    for element in tree.xpath(f"{_FETCHED_OR_RUN} | {_COLLAPSED} | //comment()"):
        element.drop_tree()
    sections = tree.xpath("//div[contains(concat(' ', @class, ' '), ' ge-section ')]")
    for section in sections:
        etree.strip_tags(section, "a", "font")
        for element in section.iter():
            for name in element.attrib:
                if name not in _KEPT_ATTRIBUTES:
                    del element.attrib[name]
    return Markup("\n".join(lxml.html.tostring(s, encoding="unicode") for s in sections))  # noqa: S704


def _escaped(report: Mapping[str, Any]) -> dict[str, Any]:
    """The report with every value that came out of the data escaped: the renderer prints them as they are."""
    results = [{**result, "result": _escape(result["result"])} for result in report["results"]]
    return {**report, "results": results}


def _escape(value: Any) -> Any:
    if isinstance(value, str):
        return html.escape(value).replace("$", "&#36;")  # a dollar sign begins a parameter in its templates
    if isinstance(value, Mapping):
        return {key: _escape(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_escape(member) for member in value]
    return value


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True)


def _render(template: str, **values: Any) -> str:
    style = Markup((TEMPLATES / "style.css").read_text(encoding="utf-8"))  # noqa: S704
    return _templates().get_template(template).render(style=style, **values)
