"""Preferences by signed link: the profile, a preview of it on a past date, one's data, and the way out."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import available_timezones

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from briefing.composition.tailoring import tailor
from briefing.delivery.personal_data import erase_all, export_all
from briefing.records.profile import Profile
from briefing.rendering.page import Page
from briefing.storage import subscribers
from briefing.taxonomy.categories import taxonomy
from briefing.taxonomy.countries import COUNTRIES
from briefing.taxonomy.kinds import KINDS
from briefing.taxonomy.presets import PRESETS
from briefing.web import profile_form
from briefing.web.asked import as_date
from briefing.web.profile_form import Posted, read_profile, values_of
from briefing.web.room import Room, room_of
from briefing.web.security import posted
from briefing.web.shelf import days_of, edition_of
from briefing.web.subscribing import Known, known_by_link
from briefing.web.templating import render

_PURPOSE = "preferences"
_DATES_OFFERED = 40


def show_preferences(request: Request) -> Response:
    known = known_by_link(request, _PURPOSE)
    form = Posted(values_of(known.subscriber.profile), {}, known.subscriber.profile)
    return _page(request, known, form, known.revision, is_saved="saved" in request.query_params)


def take_preferences(request: Request) -> Response:
    """Save, preview, or start from a role; what was typed stays in the form whatever happens."""
    known, fields = known_by_link(request, _PURPOSE), posted(request)
    action, seen = fields.get("action", "save"), fields.get("revision", "")
    form = _held_to_trial(known, read_profile(fields))
    revision = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else -1
    if action == "preset":
        return _page(request, known, _from_role(form), revision)
    if form.profile is None:
        return _page(request, known, form, revision, status=422)
    if action == "preview":
        return _page(request, known, form, revision, preview=_preview(room_of(request), fields, form.profile))
    if revision != known.revision:
        return _page(request, known, form, known.revision, status=409, is_overtaken=True)
    changed = known.subscriber.model_copy(update={"profile": form.profile})
    try:
        subscribers.save(room_of(request).engine, changed, revision)
    except subscribers.RevisionError:
        newest = known_by_link(request, _PURPOSE)
        return _page(request, newest, form, newest.revision, status=409, is_overtaken=True)
    return RedirectResponse(f"{request.url.path}?saved", 303)


def _held_to_trial(known: Known, form: Posted) -> Posted:
    """A trial is of one country."""
    if known.subscriber.trial_until is None or form.profile is None or len(form.profile.countries) == 1:
        return form
    return Posted(form.values, {"countries": "A trial is of one country: choose one."}, None)


def _from_role(form: Posted) -> Posted:
    """The form with what a role sets filled in; the rest as it was typed, and nothing saved."""
    preset = PRESETS.get(form.values["preset"])
    if preset is None:
        return Posted(form.values, {"preset": "Choose a role first."}, None)
    return Posted({**form.values, **preset.fields()}, {}, None)


def _preview(room: Room, fields: Any, profile: Profile) -> dict[str, Any]:
    """What the profile would have got of an edition, and why; and what not."""
    country, _, day = fields.get("preview_of", "").partition("/")
    wanted = as_date(day)
    if country not in COUNTRIES or wanted is None:
        raise HTTPException(400, "There is no such edition to preview.")
    edition = edition_of(room.home, country, wanted)
    briefing = tailor(edition, profile)
    return {"edition": edition, "briefing": briefing, "lines": Page(edition).line_by_number}


def _page(
    request: Request,
    known: Known,
    form: Posted,
    revision: int,
    *,
    status: int = 200,
    is_saved: bool = False,
    is_overtaken: bool = False,
    preview: dict[str, Any] | None = None,
) -> Response:
    home = room_of(request).home
    chosen = posted(request).get("preview_of", "") if request.method == "POST" else ""
    return render(
        request,
        "preferences.html.j2",
        status=status,
        subscriber=known.subscriber,
        values=form.values,
        errors=form.errors,
        revision=revision,
        is_saved=is_saved,
        is_overtaken=is_overtaken,
        preview=preview,
        preview_of=_offered(home, chosen),
        countries=COUNTRIES,
        taxonomy=taxonomy(),
        kinds=KINDS,
        languages=profile_form.LANGUAGES,
        sections=profile_form.SECTIONS,
        formats=profile_form.FORMATS,
        zones=sorted(available_timezones()),
        presets=PRESETS.values(),
    )


def _offered(home: Any, chosen: str) -> list[tuple[str, str, bool]]:
    """Editions that can be previewed, newest first: value, words, chosen."""
    pairs = [(day, country) for country in COUNTRIES.values() for day in days_of(home, country.code)]
    newest = sorted(pairs, key=lambda pair: (pair[0], pair[1].name), reverse=True)[:_DATES_OFFERED]
    return [
        (f"{country.code}/{day}", f"{day} {country.name}", chosen == f"{country.code}/{day}")
        for day, country in newest
    ]


def send_data(request: Request) -> Response:
    """All that is kept of the subscriber, as a file."""
    known = known_by_link(request, _PURPOSE)
    room = room_of(request)
    kept = export_all(room.engine, room.home, known.subscriber.subscriber_id)
    return Response(
        json.dumps(kept, ensure_ascii=False, indent=1) + "\n",
        media_type="application/json",
        headers={"content-disposition": 'attachment; filename="country-desk-data.json"'},
    )


def take_erasure(request: Request) -> Response:
    """Erase for good, once the box is ticked."""
    known = known_by_link(request, _PURPOSE)
    if posted(request).get("sure") != "yes":
        raise HTTPException(400, "Tick the box to say that you are sure; nothing was erased.")
    room = room_of(request)
    erase_all(room.engine, room.home, known.subscriber.subscriber_id)
    request.session.clear()
    return render(request, "erased.html.j2")


routes = (
    Route("/preferences/{token}", show_preferences),
    Route("/preferences/{token}", take_preferences, methods=["POST"]),
    Route("/preferences/{token}/data", send_data),
    Route("/preferences/{token}/erase", take_erasure, methods=["POST"]),
)
