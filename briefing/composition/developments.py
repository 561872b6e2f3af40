"""Developments: one article on each of the stories that most publishers report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from briefing.records.edition import Development, DevelopmentParagraph, Line, Reference
from briefing.records.story import Story

MOST = 5
# A development is what independent publishers report; one outlet's series of articles is not.
_PUBLISHERS = 2
_PARAGRAPHS = 7
_SENTENCES = 4  # the key sentence and what supports it
_MENTIONS = 6


def developments(
    stories: Sequence[Story], lines: Mapping[str, Line], edition_date: date
) -> tuple[Development, ...]:
    """``lines`` are the reported lines by item id. Of the stories that several publishers report the most important
    lead: what many say of a single share matters less than what fewer say of a law."""
    found = []
    told = {s.story_id: [lines[item] for item in s.item_ids if item in lines] for s in stories}

    def rank(story: Story) -> tuple[int, int, int, str]:
        weight = max((line.importance.score for line in told[story.story_id] if line.importance), default=0)
        return -weight, -story.publishers, -story.copies, story.story_id

    for story in sorted(stories, key=rank):
        members = told[story.story_id]
        copies = len(members) + sum(len(line.carriers) for line in members)
        # Copies of one text are one voice, whoever carries them; and who was left out is not counted.
        publishers = min(story.publishers, len({line.source_id for line in members}))
        if not members or publishers < _PUBLISHERS:
            continue
        found.append(_development(story, members, publishers, copies, edition_date))
        if len(found) == MOST:
            break
    return tuple(found)


def _development(
    story: Story, members: Sequence[Line], publishers: int, copies: int, edition_date: date
) -> Development:
    lead = members[0]
    opening = lead.summary[0] if lead.summary else None
    standfirst = opening.text_en if opening and opening.text_en else _certain(members, publishers, copies)
    return Development(
        story_id=story.story_id,
        headline=_headline(lead),
        headline_original=lead.headline_original,
        headline_basis=lead.headline_basis,
        date=edition_date,
        domain=lead.domain,
        standfirst=standfirst,
        standfirst_language="en",
        publishers=publishers,
        copies=copies,
        paragraphs=_paragraphs(members, standfirst),
        references=tuple(
            Reference(
                line=line.number,
                source_name=line.source_name,
                headline=line.headline_original or line.headline_en,
                url=line.url,
            )
            for line in members
        ),
    )


def _headline(lead: Line) -> str:
    """Away from its category heading a structured line says first what it is about."""
    category = lead.ops_category_name or lead.risk_category_name
    if lead.headline_basis == "structured" and category and not lead.headline_en.startswith(category):
        return f"{category}: {lead.headline_en}"
    return lead.headline_en


def _certain(members: Sequence[Line], publishers: int, copies: int) -> str:
    """A standfirst for a story that no engine translated: who reports it, whom it names, which figures it gives."""
    outlets = {line.source_name.casefold() for line in members}
    names = Counter(
        name
        for line in members
        for name in {entity.name_en for entity in line.entities}
        if not any(outlet in name.casefold() or name.casefold() in outlet for outlet in outlets)
    )
    figures = Counter(
        figure for line in members for figure in {f.text_en for f in line.figures if f.paragraph < 1}
    )
    parts = [
        f"Reported by {publishers} {'publisher' if publishers == 1 else 'publishers'} in {copies} items, "
        "not translated."
    ]
    if names:
        parts.append(f"Named: {', '.join(_most_common(names))}.")
    if figures:
        parts.append(f"Figures: {'; '.join(_most_common(figures))}.")
    return " ".join(parts)


def _most_common(counts: Counter[str]) -> list[str]:
    return [text for text, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:_MENTIONS]]


def _paragraphs(members: Sequence[Line], standfirst: str) -> tuple[DevelopmentParagraph, ...]:
    """A paragraph per member: its first key sentence that has not been said yet, and what supports it."""
    said = {standfirst}
    paragraphs = []
    for line in members:
        texts: list[str] = []
        terms: list[str] = []
        for sentence in line.summary:
            text = sentence.text_en or sentence.original
            if text not in said and len(texts) < _SENTENCES:
                said.add(text)
                texts.append(text)
                terms += [sentence.terms_en] if sentence.terms_en and sentence.text_en is None else []
        if texts:
            paragraphs.append(
                DevelopmentParagraph(
                    key=texts[0],
                    support=tuple(texts[1:]),
                    language="en" if line.summary[0].text_en else line.language,
                    lines=(line.number,),
                    terms_en="; ".join(terms),
                )
            )
    return tuple(paragraphs[:_PARAGRAPHS])
