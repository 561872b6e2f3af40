"""What analysts did to an edition, applied to its material before anything is selected.

The acts are an input like the captures: the same acts over the same material give the same edition. Everything that
they change says so on its line, with who and when.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from briefing.composition.selection import Material
from briefing.enrichment.category.choice import axes_of
from briefing.records.desk_act import DeskAct
from briefing.records.item_version import ItemVersion
from briefing.records.sentence import Sentence
from briefing.records.story import Story
from briefing.taxonomy.categories import category, category_name

EDITION = "edition"
"""Target of acts on the edition as a whole; they change none of its lines."""
_UNDONE_BY = {"spike": "unspike", "promote": "demote"}


@dataclass(frozen=True)
class Edits:
    """The acts that hold, by item: of each kind the newest one."""

    texts: Mapping[str, Mapping[str, DeskAct]] = field(default_factory=dict)  # item to kind to act
    spiked: Mapping[str, DeskAct] = field(default_factory=dict)
    promoted: Mapping[str, DeskAct] = field(default_factory=dict)
    stories: Sequence[DeskAct] = ()  # merges and splits in their order


def fold(acts: Sequence[DeskAct]) -> Edits:
    """What holds after all acts, in the order in which they were done."""
    texts: dict[str, dict[str, DeskAct]] = {}
    marks: dict[str, dict[str, DeskAct]] = {"spike": {}, "promote": {}}
    stories = []
    for act in acts:
        if act.target == EDITION:
            continue
        if act.kind in ("category", "headline", "summary"):
            texts.setdefault(act.target, {})[act.kind] = act
        elif act.kind in ("merge", "split"):
            stories.append(act)
        elif act.kind in marks:
            marks[act.kind][act.target] = act
        else:
            kind = next(kind for kind, undone in _UNDONE_BY.items() if undone == act.kind)
            marks[kind].pop(act.target, None)
    return Edits(texts, marks["spike"], marks["promote"], tuple(stories))


def edit(material: Material, edits: Edits) -> Material:
    """The material as the analysts want it. Without acts it is the same."""
    enriched = dict(material.enriched)
    edited: dict[str, tuple[str, ...]] = {}
    for item_id, kinds in edits.texts.items():
        article = material.articles.get(item_id)
        version = enriched.get((item_id, article.version)) if article else None
        if version is None:
            continue  # of a day that is not covered, or refused: nothing of it is printed
        for act in sorted(kinds.values(), key=lambda a: a.revision):
            version = _changed(version, act)
        enriched[(item_id, version.version)] = version
        edited[item_id] = tuple(_words(act) for act in sorted(kinds.values(), key=lambda a: a.revision))
    for item_id, act in edits.promoted.items():
        edited[item_id] = (*edited.get(item_id, ()), _words(act))
    return replace(
        material,
        enriched=enriched,
        stories=_regrouped(material, edits.stories),
        spiked=_with_copies(material, {item: _reason(act) for item, act in edits.spiked.items()}),
        promoted=frozenset(edits.promoted),
        edited=edited,
    )


def _changed(version: ItemVersion, act: DeskAct) -> ItemVersion:
    if act.kind == "category":
        scope, risk, ops = axes_of(act.value)
        return version.model_copy(
            update={
                "scope": scope,
                "risk_category": risk,
                "ops_category": ops,
                "category_confidence": 1.0,
                "decided_by": "analyst",
                "needs_review": False,
                "domain": "" if scope == "out_of_scope" else category(act.value).domain,
            }
        )
    if act.kind == "headline":
        basis = "original" if version.language == "en" else "translated"
        return version.model_copy(update={"headline_en": act.value, "headline_basis": basis})
    lines = act.value.split("\n")
    summary = tuple(
        _with_english(sentence, lines[place] if place < len(lines) else "")
        for place, sentence in enumerate(version.summary)
    )
    basis = (
        "translated"
        if any(s.text_en for s in summary) and version.language != "en"
        else version.summary_basis
    )
    return version.model_copy(update={"summary": summary, "summary_basis": basis})


def _with_english(sentence: Sentence, words: str) -> Sentence:
    """An empty line leaves a sentence as it is."""
    return sentence.model_copy(update={"text_en": words.strip()}) if words.strip() else sentence


def _regrouped(material: Material, acts: Sequence[DeskAct]) -> dict[str, Story]:
    """Stories after all acts: ``merge`` puts the target's story into another, ``split`` takes an item out."""
    stories = dict(material.stories)
    for act in acts:
        own = stories.get(act.target)
        if own is None:
            continue
        if act.kind == "split":
            rest = tuple(item for item in own.item_ids if item != act.target)
            if rest:
                _put(stories, _of(material, own, rest))
                alone = own.model_copy(
                    update={"story_id": f"{own.story_id}-{act.target[:12]}", "continues": False}
                )
                _put(stories, _of(material, alone, (act.target,)))
            continue
        other = next((story for story in stories.values() if story.story_id == act.value), None)
        if other is not None and other.story_id != own.story_id:
            _put(stories, _of(material, other, (*other.item_ids, *own.item_ids)))
    return stories


def _of(material: Material, story: Story, items: tuple[str, ...]) -> Story:
    """The story with other members; its voices are the sources of those, as far as they are known here."""
    known = [item for item in items if item in material.articles]
    sources = {material.articles[item].source_id for item in known}
    languages = {
        version.language
        for item in known
        if (version := material.enriched.get((item, material.articles[item].version))) is not None
    }
    lead = story.lead_item_id if story.lead_item_id in items else items[0]
    return story.model_copy(
        update={
            "item_ids": items,
            "lead_item_id": lead,
            "publishers": len(sources),
            "copies": len(items),
            "languages": tuple(sorted(languages)),
        }
    )


def _put(stories: dict[str, Story], story: Story) -> None:
    stories.update(dict.fromkeys(story.item_ids, story))


def _with_copies(material: Material, spiked: dict[str, str]) -> dict[str, str]:
    """A spiked item's copies are spiked with it: else another outlet's copy of the same text would take its place."""
    group_of = {carrier.carrier_item_id: carrier.item_id for carrier in material.carriers}
    groups = {group_of[item]: (item, why) for item, why in spiked.items() if item in group_of}
    copies = {
        item: f"a copy of {groups[group][0]}; {groups[group][1]}"
        for item, group in group_of.items()
        if group in groups
    }
    return copies | spiked


def _reason(act: DeskAct) -> str:
    return f"by {act.by}, {act.at:%Y-%m-%d %H:%M} UTC" + (f": {act.why}" if act.why else "")


def _words(act: DeskAct) -> str:
    """What a reader is told of a change."""
    who = f"by {act.by}, {act.at:%Y-%m-%d %H:%M} UTC"
    if act.kind == "category":
        label = act.value if act.value == "out_of_scope" else category_name(act.value)
        return f"Category set to {label} {who}"
    return {
        "headline": f"Headline edited {who}",
        "summary": f"Summary edited {who}",
        "promote": f"Put first {who}",
    }[act.kind]
