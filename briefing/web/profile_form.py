"""A profile as a form: its fields, and back from what was posted with a word on each that is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from starlette.datastructures import MultiDict

from briefing.records.profile import Profile, WatchTerm
from briefing.taxonomy.categories import taxonomy
from briefing.taxonomy.countries import COUNTRIES
from briefing.taxonomy.kinds import KINDS

LANGUAGES = {
    "ko": "Korean",
    "ja": "Japanese",
    "zh-Hans": "Chinese, simplified",
    "zh-Hant": "Chinese, traditional",
    "vi": "Vietnamese",
    "hi": "Hindi",
    "en": "English",
}
SECTIONS = {
    "takes": "Takes",
    "developments": "Developments",
    "monitored": "Monitored Intelligence",
    "risk_categories": "Risk Categories Reported on Today",
    "ops_categories": "Operations Categories Reported on Today",
    "risk_media": "Risk Media",
    "ops_media": "Ops Media",
    "government_releases": "Government Releases",
    "embassy_business_releases": "Embassy and Business Association Releases",
    "left_out": "What was left out, and why",
    "completeness": "How complete the day was",
}
FORMATS = {
    "html": "HTML, with a plain-text twin",
    "text": "Plain text alone",
    "pdf": "A short mail with the PDF attached",
}
_MANY = ("countries", "categories_in", "categories_out", "kinds", "languages", "sections")
_ONE = ("least_importance", "most_items", "format", "delivery_time", "timezone", "preset")
_WORDS = {
    "countries": "Choose among the six countries.",
    "categories_in": "That is none of our categories.",
    "categories_out": "That is none of our categories.",
    "kinds": "That is none of the ten kinds.",
    "languages": "That is none of the languages that we read.",
    "sections": "That is none of the sections.",
    "least_importance": "A whole number from 0 to 100.",
    "most_items": "A whole number from 1 to 10,000, or nothing.",
    "format": "Choose one of the three.",
    "delivery_time": "Hours and minutes, as 07:00.",
    "timezone": "That is no time zone that we know.",
    "preset": "That is none of the roles.",
}


@dataclass(frozen=True)
class Posted:
    """What was posted. ``profile`` is None where ``errors`` has a field; ``values`` are as they were typed."""

    values: dict[str, Any]
    errors: dict[str, str]
    profile: Profile | None


def values_of(profile: Profile) -> dict[str, Any]:
    """A profile as the form shows it."""
    return {
        **{name: list(getattr(profile, name)) for name in _MANY},
        "preset": profile.preset or "",
        "least_importance": str(profile.least_importance),
        "most_items": str(profile.most_items or ""),
        "format": profile.format,
        "delivery_time": profile.delivery_time.strftime("%H:%M"),
        "timezone": profile.timezone,
        "watch_terms": "\n".join(
            term.term + (f" = {', '.join(term.forms)}" if term.forms else "") for term in profile.watch_terms
        ),
    }


def read_profile(fields: MultiDict) -> Posted:
    """A posted form as a profile. Nothing typed is lost: what is wrong comes back beside its error."""
    values: dict[str, Any] = {
        **{name: fields.getlist(name) for name in _MANY},
        **{name: fields.get(name, "").strip() for name in _ONE},
        "watch_terms": fields.get("watch_terms", "").replace("\r\n", "\n"),
    }
    errors = {name: _WORDS[name] for name in _MANY if set(values[name]) - _known(name)}
    both = set(values["categories_in"]) & set(values["categories_out"])
    if both:
        errors["categories_out"] = "A category is either wanted or left out, not both."
    terms = _read_terms(values["watch_terms"], errors)
    typed = {**values, "watch_terms": terms, **{name: [] for name in errors if name in _MANY}}
    for name in ("most_items", "preset"):
        typed[name] = values[name] or None
    try:
        profile = Profile.model_validate(typed)
    except ValidationError as error:
        wrong = {str(one["loc"][0]): str(one["msg"]) for one in error.errors()}
        errors |= {name: _WORDS.get(name, words) for name, words in wrong.items()}
    return Posted(values, errors, None if errors else profile)


def _known(name: str) -> set[str]:
    categories = {c.id for c in (*taxonomy().risk, *taxonomy().ops)}
    return {
        "countries": set(COUNTRIES),
        "categories_in": categories,
        "categories_out": categories,
        "kinds": {kind.id for kind in KINDS},
        "languages": set(LANGUAGES),
        "sections": set(SECTIONS),
    }[name]


def _read_terms(text: str, errors: dict[str, str]) -> tuple[WatchTerm, ...]:
    """Watch terms, one a line: ``Samsung = 삼성전자, サムスン電子``. A line that is none is named in ``errors``."""
    terms = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        term, _, forms = line.partition("=")
        try:
            terms.append(WatchTerm(term=term, forms=tuple(f for f in forms.split(",") if f.strip())))
        except ValidationError:
            errors["watch_terms"] = (
                f"Line {number} is no term: a name of 80 characters at most, after = up to 20 other forms."
            )
    if len(terms) > 200:
        errors["watch_terms"] = "200 terms at most."
    return tuple(terms)
