"""Hindi: what its word order and agreement make certain about modal words, owners and states."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from briefing.enrichment.translation.links import Link
from briefing.enrichment.translation.pieces import Piece
from briefing.taxonomy.actions import EnglishWords

_POSTPOSITION = re.compile(r"\s+(?:ने|को|में|पर|से|तक|का|की|के)(?![ऀ-ॿ])")
_OWNER = re.compile(r"\s+(का|की)\s+")
_NOT_DONE = re.compile(r"(?:to|will|may|must|cannot|wants|does not|did not|could not|not to)\b")
PREPOSITIONS = frozenset(
    (
        *("together with", "close to", "concerning", "in front of", "on behalf of", "under the"),
        *("besides", "outside", "in view of", "without", "hit by"),
    )
)
"""Glosses of the postpositions that other languages have not."""
_MODALS = ("will", "will not", "may", "cannot", "not", "no", "should", "must")


class _Read(Protocol):
    """A phrase as far as it matters here."""

    @property
    def tail(self) -> int: ...
    @property
    def head(self) -> str: ...
    @property
    def gloss(self) -> str: ...
    @property
    def is_verbal(self) -> bool: ...
    @property
    def text(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def preposition(self) -> str: ...
    @property
    def binds_right(self) -> bool: ...
    @property
    def link(self) -> Link: ...


def owns_from_afar(text: str, tail: int, following: Sequence[Piece]) -> bool:
    """Whether a का or की behind ``tail`` belongs to a later noun than the next: भारत का चीन को जवाब.

    का agrees with a noun in its direct case only, so that none with a postposition is owned by it; a feminine
    noun in की may have one, but a name is no feminine noun.
    """
    owner = _OWNER.fullmatch(text[tail : following[0].start])
    if owner is None or (owner.group(1) == "की" and following[0].role == "term"):
        return False
    last = following[0]
    for piece in following[1:]:
        if text[last.tail : piece.start].strip():
            break
        last = piece
    return bool(_POSTPOSITION.match(text, last.tail))


def is_behind_its_word(
    done: Sequence[_Read], pieces: Sequence[Piece], text: str, words: EnglishWords
) -> bool:
    """Whether a light verb (होगा, नहीं मिला), the first of the pieces, closes the word before it; else it may open
    what follows it.

    What it modifies is a common word that does not act: मोदी करेंगे उद्घाटन is about the inauguration, and of
    लोन होगा सस्ता the state.
    """
    piece = pieces[0]
    if piece.english not in _MODALS:
        return True
    last = done[-1] if done else None
    if last is None or text[last.tail : piece.start].strip() or last.is_verbal:
        return False
    opens_a_state = (
        len(pieces) > 1
        and pieces[1].english in words.states
        and not text[piece.tail : pieces[1].start].strip()
    )
    return last.head in ("noun", "action") and last.gloss not in words.agents and not opens_a_state


def is_said_with_of(owner: _Read, owned: _Read, words: EnglishWords) -> bool:
    """Whether "… of farmers" keeps what "farmer …" would lose: that there are many, or who died."""
    if owned.gloss == "death" and owner.head == "figure" and not owner.text.isdigit():
        return True  # 16 यात्रियों की मौत
    if owner.head != "noun" or owned.head not in ("noun", "action") or owned.size > 1 or owned.is_verbal:
        return False
    if owned.gloss in words.states or owned.gloss in words.qualities or owned.preposition:
        return False
    is_plural = owner.text.endswith(("s", "people", "women", "children")) and not owner.text.endswith("ss")
    return owned.gloss == "death" or (is_plural and not owned.binds_right)


def receives(phrase: _Read, words: EnglishWords) -> bool:
    """Whether somebody, not something, stands before को and a noun: पाकिस्तान को चेतावनी is a warning to them."""
    return phrase.head in ("person", "name", "place") or phrase.gloss in words.agents


_PEOPLE = re.compile(
    r"(?:people|person|wom[ae]n|m[ae]n|child|children|worker|employee|farmer|student|soldier|terrorist|passenger|doctor|patient"
    r"|leader|minister|judge|lawyer|official|investor|trader|driver|voter|victim|accused|Maoist|girl|boy|tourist|teacher"
    r"|journalist|player|actor|youth|family|citizen|villager|pilgrim|migrant|fishermen|criminal|rupee|sensex)s?$"
)


_ONE = {"woman": "women", "man": "men", "child": "children", "person": "people", "family": "families"}
_ONE_OF_PEOPLE = re.compile(
    r"(?<![\w’])(?:wom|m)an$|(?<!\w)(?:child|person|family)$|(?:er|or|ee|ist|ian|ent|ant|official|girl|boy)$"
)


def several(text: str) -> str:
    """A noun for one of people as English has it behind a number: 2 teachers."""
    if not (_PEOPLE.search(text) and _ONE_OF_PEOPLE.search(text)):
        return text
    head, _, last = text.rpartition(" ")
    return f"{head} {_ONE.get(last, f'{last}s')}".strip()


def undergoes(left: _Read, right: _Read, words: EnglishWords) -> bool:
    """Whether what stands before को is in the state behind it: राजदूत को तलब. What is issued goes to them."""
    is_state = right.gloss in words.states and right.gloss not in ("issued", "presented", "set", "approved")
    return is_state and right.size == 1 and left.head in ("person", "name", "noun")


def modifies(left: _Read, right: _Read, words: EnglishWords) -> bool:
    """Whether a bare word before another may be its modifier: सुरक्षा परिषद, but not रुपया ऐतिहासिक गिरावट में.

    A noun before an adjective is another part of the clause, and so is one who acts or a person before what
    is not theirs by a word of its own.
    """
    if right.head == "figure" and left.gloss in words.states:
        return False
    if right.gloss in words.states or right.gloss in words.befalls:
        return True
    if right.gloss in words.titles or right.head in ("person", "name", "place"):
        return True
    if right.gloss in words.qualities and right.size == 1:
        return left.gloss in words.qualities
    if left.head in ("person", "name"):
        return left.head == "name" and (right.gloss in words.agents or right.gloss in words.belongs)
    if left.gloss in words.agents and left.size == 1:
        return False
    return not (right.preposition and (left.head == "figure" or _PEOPLE.search(left.text)))


def gives(verb: str) -> bool:
    """Whether somebody before को receives something (मोदी को सौंपी) and is not what the verb is done to."""
    return bool(_GIVING.search(verb))


_GIVING = re.compile(
    r"\b(?:hand|handed|send|sent|sell|sold|show|shown|teach|taught|return|returned|say|said|ask|asked)\b"
)


def is_office_of(office: _Read, name: _Read, words: EnglishWords) -> bool:
    """Whether a name behind an office is its bearer's; one before से or को may be somebody else."""
    return (
        name.head == "person"
        and office.gloss in words.titles
        and office.head in ("noun", "place")
        and office.link.mark == ""
        and name.link.mark in ("", "subject", "of", "topic")
    )


def owned_or_received(left: _Read, right: _Read, words: EnglishWords) -> str:
    """Two words that का or को ties: death of 6 workers, ambassador summoned, warning to Pakistan; else empty."""
    if left.link.mark == "" and right.gloss in words.states and right.size == 1 and left.head == "noun":
        return f"{left.text} {right.text}"  # 2 teachers suspended: no compound
    if left.link.mark == "of" and is_said_with_of(left, right, words):
        return f"{right.text} of {left.text}"
    if left.link.mark == "object" and undergoes(left, right, words):
        return f"{left.text} {right.text}"
    if left.link.mark == "object" and right.head == "action" and receives(left, words):
        return f"{right.text} to {left.text}"
    return ""


def with_its_verb(left: _Read, right: _Read, words: EnglishWords) -> str:
    """A word and the form of a verb behind it: farmers will not get, called illegal, to buy oil; else empty."""
    if left.link.mark == "object" and right.text.endswith(" get"):
        return f"{left.text} {right.text}"  # किसानों को मिलेगी: they will get it
    if left.link.mark == "object" and gives(right.text):
        return ""
    if right.text == "said" and (left.gloss in words.states or left.gloss in words.qualities):
        return f"called {left.text}"
    acts = left.head in ("person", "name", "place") or left.gloss in words.agents
    is_object = left.link.mark == "object" or (not acts and not is_done(right.text))
    if not is_object or right.gloss in words.without_object:
        return f"{left.text} {right.text}"
    return f"{right.text} {left.text}"


def modal_of_a_state(before: str, text: str, gloss: str, words: EnglishWords) -> str | None:
    """A modal word with a state (रद्द होगा: to be cancelled), None where the word is none."""
    if gloss not in words.states:
        return None
    said = {"will": "to be", "will not": "not to be", "may": "may be", "cannot": "cannot be", "no": "not"}
    return f"{said[before]} {text}" if before in said else None


def is_done(text: str) -> bool:
    """Whether a form of a verb says what somebody did or underwent, not what is to be: bought, but not to buy."""
    return not _NOT_DONE.match(text)
