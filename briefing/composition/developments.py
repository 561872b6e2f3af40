"""Developments: one article on each of the stories that most publishers report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from briefing.composition.disagreements import disagreements
from briefing.enrichment.sentences import shingles
from briefing.records.edition import Development, DevelopmentParagraph, Line, Reference
from briefing.records.sentence import Sentence
from briefing.records.story import Story

MOST = 5
# A development is what independent publishers report; one outlet's series of articles is not.
_PUBLISHERS = 2
_PARAGRAPHS = 7
_AIM = 5  # paragraphs, where the lines have as much to say
_SENTENCES = 4  # the key sentence and what supports it
_OF_A_LINE = 8  # sentences of one line at most: an article of several voices
_LETTERS = 3  # fewer make no sentence: a dateline's bracket
_ENDS = (".", "!", "?", "。", "！", "？", "।", "｡")
_QUOTES = " \"'”’」』)）]】"
_AGAIN = 0.6
"""Share of the shorter sentence's shingles that another holds, from which it says the same (judged by eye on two
days)."""
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
        disagreements=disagreements(members),
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


@dataclass
class _Said:
    """A sentence of the article, and the lines that say it: the first is where its words stand."""

    sentence: Sentence
    lines: list[Line]
    words: frozenset[str]


def _paragraphs(members: Sequence[Line], standfirst: str) -> tuple[DevelopmentParagraph, ...]:
    """Key sentence and support, a line's sentences together; what a second line says again only adds its number."""
    told = _told_once(members, standfirst)
    runs = [[said for said in told if said.lines[0] is line] for line in members]
    paragraphs = [part for run, parts in zip(runs, _parts(runs), strict=True) for part in _split(run, parts)]
    if not paragraphs:
        return _headlines(members)
    return tuple(_paragraph(part) for part in paragraphs[:_PARAGRAPHS])


def _headlines(members: Sequence[Line]) -> tuple[DevelopmentParagraph, ...]:
    """Of a story that came in as headlines alone, these, each once."""
    lines = {(line.headline_original or line.headline_en): line for line in members}
    return tuple(
        DevelopmentParagraph(
            key=text,
            support=(),
            language=line.language,
            lines=(line.number,),
            terms_en=line.headline_en if line.headline_original else "",
        )
        for text, line in list(lines.items())[:_PARAGRAPHS]
    )


def _told_once(members: Sequence[Line], standfirst: str) -> list[_Said]:
    """Every sentence that is one and was not said before, in the order of the lines."""
    found: list[_Said] = []
    for line in members:
        whole = [s for s in line.summary if s.original.rstrip(_QUOTES).endswith(_ENDS) and not _is_cut(s)]
        for sentence in (whole or line.summary)[:_OF_A_LINE]:
            text = sentence.text_en or sentence.original
            if sum(map(str.isalpha, text)) < _LETTERS or text == standfirst:
                continue
            words = shingles(sentence.original, line.language)
            again = next((said for said in found if _is_repeat(words, said.words)), None)
            if again is None:
                found.append(_Said(sentence, [line], words))
            elif line not in again.lines:
                again.lines.append(line)
    return found


def _is_cut(sentence: Sentence) -> bool:
    """Feeds cut their summaries: "…to hospi...". Such a piece stands in only where a line has no other."""
    return sentence.original.rstrip().endswith(("...", "…"))


def _is_repeat(words: frozenset[str], before: frozenset[str]) -> bool:
    """Whether a sentence says in nearly the same words what another said, or is a part of it."""
    common = len(words & before)
    return bool(words) and common >= _AGAIN * min(len(words), len(before))


def _parts(runs: Sequence[Sequence[_Said]]) -> list[int]:
    """Paragraphs for each line: one where it has anything new, more for the longest while the article has fewer than
    five. A story on which little is known makes a short article; nothing is stretched."""
    parts = [min(1, len(run)) for run in runs]
    while sum(parts) < _AIM:
        # A key sentence is followed by support: no paragraph is made of a sentence that could support another.
        roomy = [
            (len(run) / (parts[i] + 1), -i)
            for i, run in enumerate(runs)
            if parts[i] and len(run) >= 2 * (parts[i] + 1)
        ]
        if not roomy:
            break
        parts[-max(roomy)[1]] += 1
    return parts


def _split(run: Sequence[_Said], parts: int) -> list[Sequence[_Said]]:
    """A line's sentences in so many paragraphs, the earlier ones the longer."""
    if not parts:
        return []
    size, longer = divmod(len(run), parts)
    places = [0]
    for number in range(parts):
        places.append(places[-1] + size + (number < longer))
    return [run[start : min(end, start + _SENTENCES)] for start, end in pairwise(places)]


def _paragraph(part: Sequence[_Said]) -> DevelopmentParagraph:
    texts = [said.sentence.text_en or said.sentence.original for said in part]
    is_english = all(said.sentence.text_en for said in part)
    terms = [said.sentence.terms_en for said in part if said.sentence.terms_en and not said.sentence.text_en]
    lines = dict.fromkeys(line.number for said in part for line in said.lines)
    return DevelopmentParagraph(
        key=texts[0],
        support=tuple(texts[1:]),
        language="en" if is_english else part[0].lines[0].language,
        lines=tuple(lines),
        terms_en="; ".join(filter(None, terms)),
    )
