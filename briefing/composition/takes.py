"""From a checked draft to a Take: references numbered as they are first cited, pictures named by their bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from briefing.composition.citations import claims
from briefing.composition.dossier import volume
from briefing.composition.draft import Draft, DraftBlock, DraftRun, Fault
from briefing.composition.picture import PictureError, read_picture
from briefing.records.dossier import Dossier, DossierItem
from briefing.records.take import Take, TakeBlock, TakeImage, TakeReference, TakeRun, TakeVolume

ASSESSMENT = "Assessment: "
"""Stands before a sentence that is the analyst's own judgement."""


@dataclass(frozen=True)
class Written:
    """A Take and the bytes of its pictures by the name that each has in it."""

    take: Take
    pictures: Mapping[str, bytes]


def picture_faults(draft: Draft, read: Callable[[str], bytes]) -> list[Fault]:
    """Pictures that are missing or are not what they should be."""
    faults = []
    for block in draft.blocks:
        if block.image is not None:
            try:
                read_picture(read(block.image.file))
            except (OSError, PictureError) as error:
                faults.append(Fault(block.line, f"picture {block.image.file}: {error}"))
    return faults


def write_take(
    draft: Draft, dossier: Dossier, read: Callable[[str], bytes], approved_by: str = ""
) -> Written:
    """The Take of a draft without faults. Raises ValueError where it has any, PictureError, OSError."""
    if draft.head is None or draft.faults:
        raise ValueError("a draft with faults is no Take")
    by_key = {item.key: item for item in dossier.items}
    numbers: dict[str, int] = {}
    for block in draft.blocks:
        for run in block.runs:
            for key in run.keys:
                numbers.setdefault(key, len(numbers) + 1)
    pictures: dict[str, bytes] = {}
    blocks = tuple(_block(block, numbers, read, pictures) for block in draft.blocks)
    head = draft.head
    take = Take(
        take_id=dossier.take_id,
        country=head.country,
        headline=head.title,
        standfirst=head.standfirst,
        date=head.date,
        domain=head.domain,
        author=head.author,
        approved_by=approved_by,
        blocks=blocks,
        references=tuple(_reference(by_key[key], number, dossier.country) for key, number in numbers.items()),
        volume=tuple(TakeVolume(date=day, items=items) for day, items in volume(dossier)),
    )
    return Written(take, pictures)


def is_printed_on(take: Take, until: date, country: str, day: date) -> bool:
    """Whether an edition of this country and date prints the Take."""
    return take.country == country and take.date <= day <= until


def _block(
    block: DraftBlock, numbers: Mapping[str, int], read: Callable[[str], bytes], pictures: dict[str, bytes]
) -> TakeBlock:
    if block.image is not None:
        content = read(block.image.file)
        picture = read_picture(content)
        digest = hashlib.sha256(content).hexdigest()
        name = f"{digest[:16]}.{picture.kind}"
        pictures[name] = content
        return TakeBlock(
            kind="image",
            image=TakeImage(
                file=name,
                sha256=digest,
                alt=block.image.alt,
                credit=block.image.credit,
                width=picture.width,
                height=picture.height,
            ),
        )
    runs = tuple(
        TakeRun.model_validate(
            {
                "text": _spaced(run),
                "style": run.style,
                "href": run.href,
                "references": tuple(numbers[key] for key in run.keys),
            }
        )
        for run in _with_assessments(block)
    )
    return TakeBlock.model_validate({"kind": block.kind, "runs": runs})


def _with_assessments(block: DraftBlock) -> list[DraftRun]:
    """The runs of a block, with a word before each sentence that is the analyst's own."""
    own = [claim.start for claim in claims(block) if claim.is_judgement]
    found: list[DraftRun] = []
    start = 0
    for run in block.runs:
        place = 0
        for at in own:
            if start <= at < start + len(run.text):
                if before := run.text[place : at - start]:
                    found.append(DraftRun(before, run.style, run.href))
                found.append(DraftRun(ASSESSMENT, "emphasis"))
                place = at - start
        if run.text[place:] or run.keys:
            found.append(replace(run, text=run.text[place:]))
        start += len(run.text)
    return found


def _spaced(run: DraftRun) -> str:
    """Its words on one line; none stand apart from the number that follows them."""
    text = run.text.replace("\n", " ")
    return text.rstrip() if run.keys or run.is_judged else text


def _reference(item: DossierItem, number: int, country: str) -> TakeReference:
    return TakeReference(
        number=number,
        key=item.key,
        item_id=item.item_id,
        item_version=item.item_version,
        country=country,
        monitoring_date=item.monitoring_date,
        source_name=item.source_name,
        headline=item.headline,
        headline_en=item.headline_en,
        language=item.language,
        published_on=item.published_on,
        url=item.url,
        capture_id=item.capture_id,
        content_digest=item.content_digest,
    )
