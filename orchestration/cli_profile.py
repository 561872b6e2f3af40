"""``desk profile``: what a role or a subscriber gets of an edition, why, and what not."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from briefing.records.profile import Profile
from briefing.settings import load_settings
from briefing.storage.home import Home
from briefing.taxonomy.countries import country
from orchestration.speaking import USAGE, out, say, speaking_plainly, stop

if TYPE_CHECKING:
    from briefing.records.briefing import Briefing
    from briefing.records.edition import Edition

profile_app = typer.Typer(
    no_args_is_help=True, help="What a role or a subscriber gets of an edition, and why."
)
CountryOption = Annotated[str, typer.Option("--country", "-c", help="kr, jp, cn, tw, vn or in")]
DateOption = Annotated[datetime, typer.Option("--date", "-d", formats=["%Y-%m-%d"], help="any past date")]
VersionOption = Annotated[int | None, typer.Option("--version", min=1, help="version; the newest by default")]
PresetOption = Annotated[str | None, typer.Option("--preset", help="a role: see `desk profile presets`")]
FileOption = Annotated[Path | None, typer.Option("--file", help="a profile as YAML or JSON")]
WhoOption = Annotated[str | None, typer.Option("--subscriber", help="e-mail address or subscriber id")]
WatchOption = Annotated[
    list[str] | None,
    typer.Option("--watch", help="a name to watch, its other forms after |: Samsung|삼성; may be repeated"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON on stdout")]


@profile_app.command("presets")
def list_presets(as_json: JsonOption = False) -> None:
    """The roles that a profile can start from."""
    with speaking_plainly():
        from briefing.taxonomy.categories import category_name
        from briefing.taxonomy.presets import PRESETS

        if as_json:
            out([preset.model_dump(mode="json") for preset in PRESETS.values()])
            return
        for preset in PRESETS.values():
            print(f"{preset.id:<20} {preset.label}: {preset.about}")
            names = ", ".join(category_name(c) for c in preset.categories) or "every category"
            limits = [f"importance {preset.least_importance} or more"] if preset.least_importance else []
            limits += [f"at most {preset.most_items} items"] if preset.most_items else []
            print(f"{'':<20} {'; '.join([names, *limits])}")


@profile_app.command("preview")
def preview(
    country_code: CountryOption,
    day: DateOption,
    version: VersionOption = None,
    preset: PresetOption = None,
    file: FileOption = None,
    who: WhoOption = None,
    watch: WatchOption = None,
    as_json: JsonOption = False,
) -> None:
    """What a profile would have got of a past edition: each item with why it is in, then what is not, and why."""
    with speaking_plainly():
        from briefing.composition.briefing_check import check_briefing
        from briefing.composition.tailoring import tailor

        edition = _edition(country_code, day, version)
        profile = chosen_profile(preset, file, who, watch)
        briefing = tailor(edition, profile)
        for fault in check_briefing(edition, profile, briefing):
            say(f"desk: this briefing would be refused: {fault}")
        if as_json:
            out(briefing.model_dump(mode="json"))
        else:
            _print(edition, briefing)


@profile_app.command("explain")
def explain_line(
    country_code: CountryOption,
    day: DateOption,
    line: Annotated[int, typer.Option("--line", "-l", help="number of the item in the edition")],
    version: VersionOption = None,
    preset: PresetOption = None,
    file: FileOption = None,
    who: WhoOption = None,
    watch: WatchOption = None,
) -> None:
    """Why one item is in a briefing or not: every test that it goes through."""
    with speaking_plainly():
        from briefing.composition.tailoring import explain, tailor

        edition = _edition(country_code, day, version)
        profile = chosen_profile(preset, file, who, watch)
        try:
            rows = explain(edition, profile, line)
        except KeyError:
            stop(USAGE, f"the edition has no item {line}; its items run from 1 to {len(edition.reported)}")
        briefing = tailor(edition, profile)
        chosen = next((c for c in briefing.chosen if c.line == line), None)
        if chosen is not None:
            print(f"item {line} is in: {'; '.join(chosen.why)}")
        else:
            group = next(group for group in briefing.withheld if line in group.lines)
            detail = f" ({group.details[line]})" if line in group.details else ""
            print(f"item {line} is not in: {group.label}{detail}")
        for words, passes, found in rows:
            print(f"  {'yes' if passes else 'no ':<4} {words:<22} {found}")


@profile_app.command("report")
def report(
    country_code: CountryOption,
    day: DateOption,
    version: VersionOption = None,
    as_json: JsonOption = False,
) -> None:
    """How much of an edition each role and each active subscriber sees, and which items nobody does."""
    with speaking_plainly():
        from briefing.composition.tailoring import Tailor
        from briefing.taxonomy.presets import PRESETS, profile_of_preset

        edition = _edition(country_code, day, version)
        tailor = Tailor(edition)
        profiles = {f"preset {key}": profile_of_preset(key) for key in PRESETS}
        profiles |= dict(_subscribers(edition.country))
        rows, seen = [], Counter[int]()
        for name, profile in profiles.items():
            briefing = tailor.briefing(profile)
            seen.update(chosen.line for chosen in briefing.chosen)
            rows.append(_row(name, edition, briefing))
        unseen = [number for number in edition.reported if not seen[number]]
        result = {
            "edition": f"{edition.country}/{edition.edition_date}/v{edition.version}",
            "items": len(edition.reported),
            "profiles": rows,
            "seen by none": unseen,
        }
        if as_json:
            out(result)
            return
        print(f"{result['edition']}: {len(edition.reported)} items, {len(edition.developments)} Developments")
        for row in rows:
            left = ", ".join(f"{n} {reason}" for reason, n in row["out"].items())
            print(
                f"  {row['profile']:<28} {row['in']:>4} in ({row['share']:.0%}), {row['developments']} Developments"
                f"{'; out: ' + left if left else ''}{'  ← ' + row['remark'] if row['remark'] else ''}"
            )
        print(
            f"  seen by none of them: {len(unseen)}"
            + (f": {', '.join(map(str, unseen[:40]))}" if unseen else "")
        )


def _row(name: str, edition: Edition, briefing: Briefing) -> dict[str, Any]:
    total = len(edition.reported)
    inside = len(briefing.chosen)
    remark = "sees nothing" if not inside else "sees everything" if inside == total else ""
    return {
        "profile": name,
        "in": inside,
        "share": inside / total if total else 0.0,
        "developments": len(briefing.developments),
        "out": {group.reason: len(group.lines) for group in briefing.withheld},
        "remark": remark if total else "",
    }


def _print(edition: Edition, briefing: Briefing) -> None:
    from briefing.composition.tailoring import sectioned_lines

    lines = {line.number: line for _, line in sectioned_lines(edition)}
    print(f"{edition.country_name}, {edition.edition_date}: {len(briefing.chosen)} of {len(lines)} items")
    for chosen in briefing.chosen:
        line = lines[chosen.line]
        print(
            f"{line.number:>4}  {line.headline_en}  [{line.source_name}]\n      why: {'; '.join(chosen.why)}"
        )
    for group in briefing.withheld:
        print(f"\nnot in: {len(group.lines)} – {group.label}")
        for number in group.lines:
            detail = f"  ({group.details[number]})" if number in group.details else ""
            print(f"{number:>4}  {lines[number].headline_en}{detail}")


def _edition(code: str, day: datetime, version: int | None) -> Edition:
    from briefing.storage.editions import load

    return load(Home(load_settings().home), country(code).code, day.date(), version)


def chosen_profile(
    preset: str | None, file: Path | None, who: str | None, watch: list[str] | None
) -> Profile:
    """The one profile that was named, with the further watch terms; everything where none was."""
    from pydantic import ValidationError

    from briefing.taxonomy.presets import profile_of_preset
    from briefing.taxonomy.profile_files import ProfileError, read_profile

    if sum(choice is not None for choice in (preset, file, who)) > 1:
        stop(USAGE, "give one of --preset, --file and --subscriber")
    try:
        profile = (
            profile_of_preset(preset)
            if preset
            else read_profile(file)
            if file
            else _subscriber_profile(who)
            if who
            else Profile()
        )
        terms = [{"term": t.split("|")[0], "forms": tuple(t.split("|")[1:])} for t in watch or ()]
        if not terms:
            return profile
        dumped = profile.model_dump()
        return Profile.model_validate({**dumped, "watch_terms": [*dumped["watch_terms"], *terms]})
    except ValidationError as error:
        stop(USAGE, "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()))
    except (ProfileError, ValueError) as error:
        stop(USAGE, str(error))


def _subscriber_profile(who: str) -> Profile:
    from briefing.storage.database import open_database
    from briefing.storage.subscribers import by_email, get

    engine = open_database(load_settings())
    found = by_email(engine, who) if "@" in who else get(engine, who)
    if found is None:
        stop(USAGE, f"no subscriber {who!r}")
    return found[0].profile


def _subscribers(code: str) -> list[tuple[str, Profile]]:
    from briefing.storage.database import open_database
    from briefing.storage.subscribers import list_all

    return [
        (f"subscriber {s.subscriber_id}", s.profile)
        for s in list_all(open_database(load_settings()), "active")
        if not s.profile.countries or code in s.profile.countries
    ]
