"""Phrases: neighbouring pieces joined where the original's grammar makes the joint certain.

Korean, Japanese, Chinese and Hindi compounds have their head last as English ones do, so that words with
nothing between join with a space. Vietnamese ones have it first and are turned round. An object that a marker
(을, を, को) or the word order (Chinese, Vietnamese) makes certain follows its action with the action's
preposition. Who acts is only said by a colon after the one whom a marker or a headline's comma sets apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from briefing.enrichment.translation import hindi
from briefing.enrichment.translation.links import Link, link_between
from briefing.enrichment.translation.pieces import Piece, Role
from briefing.taxonomy.actions import Action, EnglishWords, load_english_words

Head = Literal["person", "name", "place", "noun", "action", "figure", "time", "loose"]
_NAMES = ("person", "name", "place")
HEAD_FIRST = ("vi",)
VERB_BEFORE_OBJECT = ("vi", "zh")
HEAD_LAST = ("ko", "ja", "hi")
LONGEST = 6
"""Pieces in one compound: more would be no English that one can read."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """``plain`` is the text as a compound's first part; ``gloss`` is the head's; ``link`` how the text goes on.

    ``governs``: the head is a verb that takes what follows as its object (Chinese, Vietnamese). ``binds_right``: an
    amount that belongs to what follows it (a 20% rise). ``is_saying``: what follows is what the one named said.
    ``is_modal``: a negation or a modal word stands before it. ``is_complete``: nothing more may join it.
    ``preposition``: what English puts in front of the whole that ends here (피해자 보호 위해: for victim protection).
    ``is_verbal``: a form of a Hindi verb (खरीदेगा: to buy), which ends what stands before it.
    """

    start: int
    tail: int
    text: str
    plain: str
    head: Head
    gloss: str
    link: Link
    size: int = 1
    unit: str = ""
    governs: bool = False
    is_complete: bool = False
    binds_right: bool = False
    is_saying: bool = False
    is_modal: bool = False
    preposition: str = ""
    is_verbal: bool = False


def phrases_of(text: str, pieces: Sequence[Piece], language: str, stop: int) -> list[Phrase]:
    """Phrases of one clause, which ends at ``stop``. Silent pieces and repeats are left out."""
    words = load_english_words()
    single = _with_modifiers(text, pieces, language, stop, words)
    if language in HEAD_FIRST:
        joined = _from_the_right(single, lambda left, right: _join_head_first(left, right, words))
        joined = _from_the_left(joined, lambda left, right: _join_what_happens(left, right, words))
        return [_without_dangling(phrase) for phrase in joined]
    if language in VERB_BEFORE_OBJECT:
        nouns = _from_the_left(single, lambda left, right: _join_around_verbs(left, right, words))
        joined = _from_the_right(nouns, _join_object_after)
        joined = _from_the_left(joined, lambda left, right: _join_what_happens(left, right, words))
        return [_without_dangling(phrase) for phrase in joined]
    join = _join_hindi if language == "hi" else _join_head_last
    joined = _from_the_left(single, lambda left, right: join(left, right, words))
    joined = _with_its_place(joined) if language == "hi" else joined
    return [_without_dangling(_with_its_preposition(phrase)) for phrase in joined]


Join = Callable[[Phrase, Phrase], Phrase | None]


def _from_the_left(phrases: Sequence[Phrase], join: Join) -> list[Phrase]:
    done: list[Phrase] = []
    for phrase in phrases:
        joined = join(done[-1], phrase) if done and done[-1].link.is_read else None
        if joined is None:
            done.append(phrase)
        else:
            done[-1] = joined
    return done


def _from_the_right(phrases: Sequence[Phrase], join: Join) -> list[Phrase]:
    done: list[Phrase] = []
    for phrase in reversed(phrases):
        joined = join(phrase, done[-1]) if done and phrase.link.is_read else None
        if joined is None:
            done.append(phrase)
        else:
            done[-1] = joined
    return done[::-1]


# -- single pieces ----------------------------------------------------------------------------------------

_HEADS: dict[str, Head] = {
    "person": "person", "name": "name", "place": "place", "letter": "place", "figure": "figure", "date": "time"
}  # fmt: skip
_BARE_VERB = re.compile(
    r"(?:not|not yet|never|no longer|will|will not|may|can|cannot|must|must not|should|do not|[\w\s]+ to|need)$"
)


_UNDERGONE = {"vi": re.compile(r"\bbị\s$"), "zh": re.compile("(?:被|遭|遭到|遭受)$")}
"""What stands before a verb that is undergone, where it does not stand behind."""
_QUESTIONS = ("how", "what", "where", "when", "who", "why", "which")
_BEFORE_NOUNS = {
    "will": "upcoming",
    "may": "possible",
    "can": "possible",
    "plan to": "planned",
    "expected to": "expected",
    "about to": "imminent",
    "must": "required",
    "should": "proposed",
    "need": "needed",
    "want": "wanted",
    "will not": "no",
    "cannot": "no",
    "unable to": "no",
    "apparently": "apparent",
}
"""A modal word before a noun that has no verb of its own."""


def _link(text: str, pieces: Sequence[Piece], language: str, stop: int) -> Link:
    """How the first of the pieces goes on to the second, or to the end at ``stop``."""
    piece, following = pieces[0], pieces[1:]
    link = link_between(text, language, piece.end, piece.tail, following[0].start if following else stop)
    if piece.is_inflected and link.mark == "":
        return Link("verb", link.is_read)  # 늘어난 수출: how the two belong together is not sure
    if language == "ko" and link.mark == "" and _is_plural(text, piece):
        return Link("subject", link.is_read)  # 주민들 반발: many, who do what follows
    if language == "hi" and following and hindi.owns_from_afar(text, piece.tail, following):
        return Link("other", link.is_read)
    return link


def _with_modifiers(
    text: str, pieces: Sequence[Piece], language: str, stop: int, words: EnglishWords
) -> list[Phrase]:
    """Each piece as a phrase, modifiers tied to the neighbour they modify; one without is printed as loose."""
    done: list[Phrase] = []
    waiting: tuple[Phrase, Role] | None = None
    pieces = [
        piece for piece in pieces if piece.english
    ]  # a silent word stands between as an unread one does
    for number, piece in enumerate(pieces):
        following = pieces[number + 1] if number + 1 < len(pieces) else None
        link = _link(text, pieces[number:], language, stop)
        undergone = _UNDERGONE.get(language)
        is_undergone = (
            link.mark == "passive" if undergone is None else bool(undergone.search(text[: piece.start]))
        )
        phrase = _phrase(piece, link, language, words, is_undergone=is_undergone)
        if following and language not in HEAD_FIRST and link.is_read and link.mark in ("", "of"):
            binds_right = (
                following.role == "term"
                and following.english not in _REACHED
                and not phrase.text.startswith(("up ", "down "))
            )
            phrase = replace(phrase, binds_right=binds_right)
        role = piece.role
        if waiting is not None:
            modifier, its_role = waiting
            waiting = None
            is_tied = modifier.link.mark in ("", "of") or is_undergone  # 未被逮捕: not arrested
            is_of_it = _is_modified(piece, its_role) and not _is_no_amount(modifier, piece)
            if not (modifier.link.is_read and is_tied and is_of_it):
                done.append(_loose(modifier))
            elif role in ("before", "modal"):
                first = (
                    "no" if modifier.text == "not" and _names_an_event(phrase.text, words) else modifier.text
                )
                phrase = replace(phrase, text=f"{first} {phrase.text}", start=modifier.start)
            else:
                phrase = _modified(modifier, phrase, words, is_modal=its_role == "modal")
        if role == "figure" and text[: piece.start].rstrip().endswith("→"):
            phrase = replace(
                phrase, is_complete=True
            )  # 0.8%→0.9% 상향: a level that was reached, not by how much
        if role in ("before", "modal"):
            waiting = phrase, role
        elif role == "after" and (
            language != "hi" or hindi.is_behind_its_word(done, pieces[number:], text, words)
        ):
            _put_before_the_last(done, phrase, text, piece, words, is_head_last=language in HEAD_LAST)
        elif role == "after":
            waiting = phrase, "modal"
        else:
            done.append(phrase)
    if waiting is not None:
        done.append(_loose(waiting[0]))
    return done


def _is_plural(text: str, piece: Piece) -> bool:
    """Korean 들 behind more than one syllable: 주민들, but no 아들."""
    ends = text[piece.start : piece.tail].endswith("들") and piece.tail - piece.start > 2
    is_many = piece.english in load_english_words().agents or piece.english.endswith(
        ("s", "people", "children")
    )
    return ends and piece.role == "term" and is_many


_PREPOSITIONS = frozenset(
    [
        *(
            "for",
            "because of",
            "ahead of",
            "after",
            "instead of",
            "through",
            "related to",
            "before",
            "right after",
        ),
        *(
            "amid",
            "thanks to",
            "according to",
            "despite",
            "including",
            "except",
            "against",
            "over",
            "aimed at",
        ),
        *(
            "marking",
            "on the occasion of",
            "in the name of",
            "beyond",
            "during",
            "following",
            "compared with",
        ),
    ]
)
"""Glosses of postpositions. What one stands behind is told apart from what follows it."""


_BEFORE_ITS_VERB = re.compile("못(?![하해한했할])|안(?![하해한했할되된될돼됐 ])")
"""Korean negations grown together with a verb that was not read: 안왔다 says nothing of the word before."""


def _put_before_the_last(
    done: list[Phrase], modifier: Phrase, text: str, piece: Piece, words: EnglishWords, *, is_head_last: bool
) -> None:
    """A modifier that the original has behind its word, a postposition behind all that belongs to the word."""
    last = done[-1] if done else None
    is_next = last is not None and last.link.is_read and not text[last.tail : piece.start].strip()
    if last is None or last.head == "loose" or not is_next or _BEFORE_ITS_VERB.match(text, piece.start):
        done.append(_loose(modifier))
    elif (
        is_head_last
        and (modifier.text in _PREPOSITIONS or modifier.text in hindi.PREPOSITIONS)
        and not last.preposition
    ):
        done[-1] = replace(last, preposition=modifier.text, link=modifier.link, tail=piece.tail)
    else:
        modified = _modified(modifier, last, words, is_modal=True, link=modifier.link, tail=piece.tail)
        # a verb's negation behind it ends the verb: what follows is no object of it (투자 말라는데 매수)
        ends = is_head_last and bool(_BARE_VERB.fullmatch(modifier.text))
        done[-1] = replace(modified, is_complete=True) if ends else modified


def _with_its_preposition(phrase: Phrase) -> Phrase:
    if not phrase.preposition:
        return phrase
    text = f"{phrase.preposition} {phrase.text}"
    return replace(phrase, text=text, plain=text, is_complete=True)


_DANGLING = re.compile(
    r"(?<=\w )(agree|apologize|crack down|decide|invest|take part|preside|push|resign|respond|retaliate|search|vote"
    r"|warn) (?:to|for|on|in|over|from|of|at)$"
)
"""Verbs that end with a preposition; where nothing follows it, it goes."""


def _without_dangling(phrase: Phrase) -> Phrase:
    """not invest in -> not invest, where the object was not read or stands elsewhere."""
    if not phrase.is_modal:
        return phrase
    return replace(phrase, text=_DANGLING.sub(r"\1", phrase.text), plain=_DANGLING.sub(r"\1", phrase.plain))


_OF_AMOUNTS = ("at most", "at least", "up to", "nearly", "about", "around", "more than", "less than")


def _is_no_amount(modifier: Phrase, piece: Piece) -> bool:
    """Whether a word that limits an amount stands before none: the amount was not read."""
    return (
        modifier.text in _OF_AMOUNTS
        and piece.role == "term"
        and not re.match(r"[\d½⅓¼]|half|one|two|a ", piece.english)
    )


def _is_modified(piece: Piece, role: str) -> bool:
    if not piece.english:
        return False
    return (
        piece.role in ("before", "modal")
        or piece.role == "term"
        or (role == "before" and piece.role != "after")
    )


def _phrase(piece: Piece, link: Link, language: str, words: EnglishWords, *, is_undergone: bool) -> Phrase:
    gloss = piece.english
    action = words.actions.get(gloss) if piece.role == "term" else None
    head: Head = _HEADS.get(piece.role, "noun")
    text = gloss
    if action is not None:
        head = "action"
        text = action.participle if is_undergone and action.participle else action.noun
    elif gloss in _QUESTIONS:
        head = "loose"
    elif (piece.role == "term" and gloss in words.times) or piece.unit in _DURATIONS:
        head = "time"
    elif piece.role == "term" and (
        words.is_verb(gloss, is_inflected=piece.is_inflected)
        or (language in HEAD_FIRST and gloss in words.speech)
    ):
        head = "action"
    governs = (
        language in VERB_BEFORE_OBJECT
        and head == "action"
        and not is_undergone
        and gloss not in words.governs_nothing
        and gloss not in words.speech  # who or what follows is the beginning of what is said
        and (
            action is None
            or language in HEAD_FIRST
            or gloss in words.governs
            or f"{action.verb} ".startswith(f"{gloss} ")
        )
    )
    is_verbal = language == "hi" and piece.is_inflected
    if is_verbal:
        head = "noun"  # its English is whole, and no action's noun
    return Phrase(
        piece.start,
        piece.tail,
        gloss if is_verbal else text,
        gloss if is_verbal else text,
        head,
        gloss,
        link,
        unit=piece.unit,
        governs=governs,
        preposition="in" if language == "hi" and link.mark == "in" and not is_verbal else "",
        is_verbal=is_verbal,
    )


def _modified(
    modifier: Phrase,
    phrase: Phrase,
    words: EnglishWords,
    *,
    is_modal: bool,
    link: Link | None = None,
    tail: int | None = None,
) -> Phrase:
    text, before = phrase.text, modifier.text
    if not is_modal and before.isdigit():
        text = hindi.several(text)
    if is_modal and (stated := hindi.modal_of_a_state(before, text, phrase.gloss, words)):
        return replace(
            phrase,
            start=min(modifier.start, phrase.start),
            tail=phrase.tail if tail is None else tail,
            text=stated,
            plain=stated,
            link=phrase.link if link is None else link,
            is_modal=True,
        )
    action = words.actions.get(phrase.gloss) if phrase.head == "action" else None
    is_bare = is_modal and phrase.size == 1 and bool(_BARE_VERB.fullmatch(before))
    is_verb = is_bare and phrase.head == "action"
    if is_verb and action is not None:
        verb = _as_verb(text, before, action)
        is_verb, text = verb is not None, verb or text
    if is_modal and not is_verb:
        is_event = before == "not" and phrase.head in ("noun", "action") and _names_an_event(text, words)
        is_question = text in _QUESTIONS
        before = f"{before} …" if is_question else "no" if is_event else _BEFORE_NOUNS.get(before, before)
    joined = f"{before}{text}" if before.endswith("-") else f"{before} {text}"
    return replace(
        phrase,
        start=min(modifier.start, phrase.start),
        tail=phrase.tail if tail is None else tail,
        text=joined,
        plain=joined,
        link=phrase.link if link is None else link,
        gloss="" if is_verb else phrase.gloss,
        is_modal=phrase.is_modal or is_modal,
        is_complete=phrase.is_complete or before in ("without", "no"),
    )


def _names_an_event(text: str, words: EnglishWords) -> bool:
    """Whether English says no and not "not" before it: no full halt, no ban on exports."""
    first, *rest = text.split()
    return [first, *rest][-1] in words.events or (
        first in words.events and rest[:1] in (["on"], ["of"], ["in"], ["for"])
    )


_OF_STATES = ("not", "not yet", "never", "no longer")


def _as_verb(text: str, before: str, action: Action) -> str | None:
    """An action behind a modal word as its verb; None where an adjective before it leaves it a noun."""
    if text == action.participle != action.verb:
        return text if before in _OF_STATES else f"be {text}"
    modifier = text.removesuffix(action.noun).strip()
    if modifier and not modifier.endswith("ly"):
        return None
    return f"{modifier} {action.verb}".strip()


def _loose(phrase: Phrase) -> Phrase:
    return replace(phrase, text=f"{phrase.text} …", plain=f"{phrase.text} …", head="loose")


# -- heads last: Korean, Japanese, Hindi --------------------------------------------------------------------

_REACHED = ("exceed", "achieve", "over", "high", "range")
"""Words behind an amount that was reached: they leave it to what stands before."""
_DURATIONS = ("years", "months", "days", "hours", "weeks")
_SERVED = ("prison term", "prison sentence", "suspended sentence", "sentence demand")
_COUNTED = ("people", "soldiers", "workers", "students", "children", "tourists", "farmers", "pupils")
_MONEY = (
    *(
        "won",
        "yen",
        "yuan",
        "dong",
        "rupees",
        "euros",
        "pounds",
        "dollars",
        "US dollars",
        "NT dollars",
        "HK dollars",
    ),
    *("Australian dollars", "Canadian dollars", "Singapore dollars", "rubles", "baht", "yuan or dollars"),
)
_NOT_MEASURES = (
    "",
    "places",
    "units",
    "cases",
    "times",
    "countries",
    "companies",
    "years old",
    "km",
    "m",
    "cm",
)


def _join_head_last(left: Phrase, right: Phrase, words: EnglishWords) -> Phrase | None:
    mark = left.link.mark
    if "loose" in (left.head, right.head) or left.size + right.size > LONGEST or left.preposition:
        return None
    if left.text.casefold() == right.text.casefold():
        return replace(right, start=left.start) if mark in ("", "and") else None
    if mark == "" and (title := _titled(left, right, words)):
        return title
    if right.head == "action" and (with_object := _with_object(left, right, words)):
        return with_object
    return _by_mark(left, right, words)


def _with_its_place(phrases: list[Phrase]) -> list[Phrase]:
    """दिल्ली में आग: what ends a Hindi clause takes the place before it along, fire in Delhi."""
    if len(phrases) < 2:
        return phrases
    place, last = phrases[-2:]
    is_place = place.head == "place" and place.preposition == "in" and place.size == 1
    if not is_place or last.head not in ("noun", "action") or last.is_verbal or last.preposition:
        return phrases
    return [*phrases[:-2], _merged(place, last, f"{last.text} in {place.text}", is_complete=True)]


def _join_hindi(left: Phrase, right: Phrase, words: EnglishWords) -> Phrase | None:
    """As the others that have their heads last; a verb ends its clause, behind who acts or the bare object."""
    if left.is_verbal or "loose" in (left.head, right.head) or right.is_modal:
        return None
    if right.is_verbal:
        return _join_hindi_verb(left, right, words)
    if hindi.is_office_of(left, right, words):
        office = _capitals(left.text) if left.size == 1 else left.text
        return replace(_merged(left, right, f"{office} {right.text}"), head="person")
    if left.link.mark == "" and not hindi.modifies(left, right, words):
        return None
    text = hindi.owned_or_received(left, right, words)
    return _merged(left, right, text, is_complete=True) if text else _join_head_last(left, right, words)


def _join_hindi_verb(left: Phrase, right: Phrase, words: EnglishWords) -> Phrase | None:
    is_free = left.is_complete or bool(left.preposition) or left.head == "time"
    # दिल्ली पहुंचे: a bare place may be where to
    is_place = left.head == "place" and left.link.mark == ""
    if left.link.mark not in ("", "object") or is_free or is_place or left.size + right.size > LONGEST:
        return None
    text = hindi.with_its_verb(left, right, words)
    return replace(_merged(left, right, text, is_complete=True), is_verbal=True) if text else None


def _by_mark(left: Phrase, right: Phrase, words: EnglishWords) -> Phrase | None:
    """What a mark alone makes certain."""
    mark = left.link.mark
    joined: Phrase | None = None
    if mark == "":
        joined = _compound(left, right, words)
    elif mark == "of":
        joined = _owned(left, right, words)
    elif mark == "and":
        joined = _together(left, right)
    elif mark == "passive" and left.head == "action" and right.head == "noun" and left.size == 1:
        joined = _merged(left, right, f"{left.text} {right.text}")
    elif mark == "in" and right.head in ("noun", "action") and left.head == "place":
        joined = _merged(left, right, f"{right.text} in {left.text}", is_complete=True)
    return joined


def _titled(left: Phrase, right: Phrase, words: EnglishWords) -> Phrase | None:
    """A name and the office behind it, in the English order and case."""
    if left.head != "person" or right.size > 1:
        return None
    office, _, of_what = right.gloss.partition(" of ")
    if of_what and office in words.titles:
        merged = _merged(left, right, f"{left.text}, {right.text}", is_complete=True)
        return replace(merged, head="person", gloss=left.gloss)
    if right.gloss not in words.titles:
        return None
    text = f"{_capitals(right.text)} {left.text}"
    return replace(_merged(left, right, text), head="person", gloss=left.gloss)


def _capitals(title: str) -> str:
    return " ".join(
        word if word in ("of", "or", "and", "to") else word[:1].upper() + word[1:] for word in title.split()
    )


def _with_object(left: Phrase, right: Phrase, words: EnglishWords) -> Phrase | None:
    """An action behind its object: lifting of sanctions. Counted people take a participle: 3 people arrested."""
    if left.link.mark == "object" and not right.gloss and right.size == 1:
        return _merged(left, right, f"{right.text} {left.text}", is_complete=True)
    action = words.actions.get(right.gloss)
    if left.head == "figure" and left.unit in _COUNTED and left.link.mark in ("", "subject", "topic"):
        befallen = words.befalls.get(right.gloss)
        return _merged(left, right, f"{left.text} {befallen}", is_complete=True) if befallen else None
    if action is None and left.link.mark == "object" and right.size == 1:
        return _merged(left, right, f"{right.text} {left.text}", is_complete=True)
    if action is None or right.size > 1:
        return None
    is_object = (
        left.link.mark == "object"
        or (left.link.mark == "toward" and action.link in ("on", "against", "to", "for", "over"))
        or (
            left.link.mark == ""
            and right.gloss in words.asks_object
            and left.head in ("noun", "action")
            and left.gloss not in words.agents
        )
    )
    if not is_object or left.head == "time":
        return None
    if right.link.mark == "passive":
        return None
    if left.head == "figure":
        return _merged(left, right, f"{right.text} of {left.text}", plain=None, is_complete=True)
    return _merged(
        left,
        right,
        f"{action.noun} {action.link} {left.text}",
        plain=f"{_as_modifier(left.plain)} {right.plain}",
    )


_TOWARD = "toward "
"""Glosses that say a direction stand behind what they modify: investment toward the US."""


def _compound(left: Phrase, right: Phrase, words: EnglishWords) -> Phrase | None:
    """Two neighbours with nothing between; what a negation or a modal word stands before joins nothing."""
    if left.is_complete or right.is_complete or right.is_modal:
        return None
    if right.head == "figure" or (right.head == "time" and right.unit):
        return _measured(left, right)
    if right.head in (*_NAMES, "time") or right.gloss.startswith(_TOWARD):
        return None
    if left.head == "figure" and not left.text.startswith(("up ", "down ")):
        return _amount_of(left, right, words)
    if left.gloss.startswith(_TOWARD) and left.size == 1:
        return _merged(left, right, f"{right.text} {left.text}", is_complete=True)
    if right.head == "action" and right.link.mark == "passive":
        # 남성 체포돼: the one named is the one arrested
        return _merged(left, right, f"{left.text} {right.text}", is_complete=True)
    return _merged(left, right, f"{_before(left, right, words)} {right.text}")


def _before(modifier: Phrase, head: Phrase, words: EnglishWords) -> str:
    """A compound's first part: a country as an adjective where that says no more than whose it is."""
    whose = modifier.size == 1 and modifier.head == "place" and head.size == 1 and head.head == "noun"
    if whose and (head.gloss in words.agents or head.gloss in words.titles or head.gloss in words.belongs):
        return words.adjectives.get(modifier.text, modifier.text)
    return _as_modifier(modifier.plain)


def _amount_of(left: Phrase, right: Phrase, words: EnglishWords) -> Phrase | None:
    """An amount and the word behind it: 20% rise; counted people only as what befell them."""
    if left.unit in _COUNTED and right.gloss in words.befalls:
        return _merged(left, right, f"{left.text} {words.befalls[right.gloss]}", is_complete=True)
    if left.unit in (*_COUNTED, *_NOT_MEASURES):
        return None
    return _merged(left, right, f"{left.text} {right.text}")


_RATES = re.compile(r"(?:rate|tariffs?|tax|growth|share|stake|yield|turnout|margin|inflation)s?$")


def _measured(left: Phrase, right: Phrase) -> Phrase | None:
    """A noun and the amount behind it. A share says of what only behind words that are rates themselves."""
    if right.text.startswith(("up ", "down ")) or left.gloss.startswith(("up ", "down ")):
        is_measured, link = left.head in ("noun", "action"), " "
    elif right.unit in _DURATIONS:
        is_measured, link = left.gloss in _SERVED, " of "
    elif right.unit == "percent":
        is_measured, link = left.head == "action" or bool(_RATES.search(left.gloss)), " of "
    else:
        is_measured, link = right.unit in _MONEY and left.gloss not in load_english_words().agents, " of "
    if left.head not in ("noun", "action") or not is_measured or right.binds_right:
        return None
    return _merged(left, right, f"{left.text}{link}{right.text}", is_complete=True)


def _together(left: Phrase, right: Phrase) -> Phrase | None:
    """Two of a kind: leaders of Russia and Ukraine."""
    if left.is_complete or (left.head in _NAMES) != (right.head in _NAMES):
        return None
    if left.head not in (*_NAMES, "noun") or right.head not in (*_NAMES, "noun"):
        return None
    return _merged(left, right, f"{left.text} and {right.text}")


def _owned(left: Phrase, right: Phrase, words: EnglishWords) -> Phrase | None:
    if left.is_complete or right.is_complete or right.head in ("person", "time", "figure"):
        return None
    if left.head in ("person", "name", "place"):
        return _merged(left, right, f"{left.text}{'’' if left.text.endswith('s') else '’s'} {right.text}")
    if right.head in ("name", "place"):
        return None
    return _compound(left, right, words)


# -- verbs before objects: Chinese --------------------------------------------------------------------------


def _join_around_verbs(left: Phrase, right: Phrase, words: EnglishWords) -> Phrase | None:
    """Compounds between the verbs; a title stands before or behind its name."""
    if right.gloss in words.speech and right.head == "noun":
        is_speaker = left.head in _NAMES or left.gloss in words.agents
        if not is_speaker or left.link.mark != "" or left.is_saying:
            return None
        return replace(
            _merged(left, right, f"{left.text} {_speaks(left, right, words)}", is_complete=True),
            is_saying=True,
        )
    if left.is_saying:
        return None
    if left.governs or right.governs:
        if mark_is_bare(left) and left.text.casefold() == right.text.casefold() and left.head != "loose":
            return replace(right, start=left.start)
        return None
    if (
        left.link.mark == ""
        and right.head == "person"
        and left.gloss in words.titles
        and left.head in ("noun", "place")
    ):
        office = _capitals(left.text) if left.size == 1 else left.text
        return replace(_merged(left, right, f"{office} {right.text}"), head="person")
    return _join_head_last(left, right, words)


def _speaks(left: Phrase, right: Phrase, words: EnglishWords) -> str:
    is_plural = left.head == "noun" and left.text.endswith("s")
    return right.gloss if is_plural else words.speech[right.gloss]


def mark_is_bare(phrase: Phrase) -> bool:
    """Whether nothing at all stands behind the phrase."""
    return phrase.link.mark == "" and phrase.link.is_read


def _join_object_after(left: Phrase, right: Phrase) -> Phrase | None:
    """A verb and what follows it."""
    if not left.governs or left.link.mark != "" or "loose" in (left.head, right.head):
        return None
    if left.size + right.size > LONGEST or right.head == "time" or right.text.startswith(_TOWARD):
        return None
    words = load_english_words()
    if right.head == "action" and left.gloss and left.gloss not in words.takes_actions:
        return None
    if right.head in _NAMES and left.gloss in words.asks_somebody:
        return None
    action = words.actions.get(left.gloss)
    if action is None:  # behind a modal word: not lift sanctions
        text = f"{left.text} {right.text}" if left.text.split()[-1:] != ["…"] else None
    elif right.head == "figure":
        text = f"{left.text} of {right.text}"
    elif right.is_modal:
        text = f"{left.text}: {right.text}"
    else:
        text = f"{left.text} {action.link} {right.text}"
    if text is None:
        return None
    return replace(_merged(left, right, text), head="action", gloss=left.gloss, is_complete=True)


def _join_what_happens(left: Phrase, right: Phrase, words: EnglishWords) -> Phrase | None:
    """A thing and the verb behind it that has no object: gold price rise. One who acts is set apart instead."""
    is_event = right.head == "action" and right.size == 1 and not right.is_modal and bool(right.gloss)
    befalls = right.head == "noun" and right.gloss in words.happens and not right.is_modal
    if not (is_event or befalls) or left.head != "noun" or left.link.mark != "":
        return None
    if left.gloss in words.agents and not befalls:
        return None
    if left.is_saying or right.link.mark == "passive" or not right.link.is_read:
        return None
    return _compound(left, right, words)


# -- heads first: Vietnamese --------------------------------------------------------------------------------


_DEGREES = (
    "record",
    "strong",
    "record high",
    "record low",
    "sharp",
    "successful",
    "illegal",
    "online",
    "official",
    "early",
    "heavy",
    "fast",
)


_BEARERS = re.compile(
    r"singer|actor|artist|painter|writer|poet|songwriter|lawyer|doctor|director|reporters|journalist|model"
    r"|athletes|swimmer|fighter|runner|player|defender|striker|midfielder|goalkeeper|shooter|suspect"
    r"|defendant|driver|professor|teacher|beauty queen|runner-up beauty queen|captain|major"
    r"|lieutenant colonel|senior lieutenant colonel|colonel|major general|lieutenant general"
    r"|colonel general|general|secretary|billionaire|tycoon|lecturers|PhD|architect|entrepreneurs|MC"
    r"|People's Artist|Meritorious Artist|supermodel|star|superstar|referee|female athlete"
)
"""Common nouns that stand before the name of the one who bears it (ca sĩ Mỹ Tâm)."""


def _join_head_first(left: Phrase, right: Phrase, words: EnglishWords) -> Phrase | None:
    mark = left.link.mark
    if "loose" in (left.head, right.head) or left.size + right.size > LONGEST:
        return None
    if mark == "" and left.text.casefold() == right.text.casefold():
        return replace(right, start=left.start)
    if mark == "and":
        return _together(left, right)
    if left.head == "action" and left.size == 1 and right.gloss in _DEGREES and mark == "":
        return _headed(left, right, f"{right.text} {left.text}", is_complete=True)
    if left.governs:
        # a place behind a verb may be where it happens
        is_goal = right.head != "place" or _has_a_goal(left, words)
        return _join_object_after(left, right) if is_goal else None
    if left.unit in _COUNTED and left.head == "figure" and right.head == "place" and mark == "":
        return _headed(left, right, f"{left.text} from {right.text}", is_complete=True)
    if left.head != "noun" or (right.head in ("action", "time") and not right.unit):
        return None
    return _noun_and_what_follows(left, right, words)


def _has_a_goal(verb: Phrase, words: EnglishWords) -> bool:
    action = words.actions.get(verb.gloss)
    return action is not None and action.link != "of"


def _noun_and_what_follows(left: Phrase, right: Phrase, words: EnglishWords) -> Phrase | None:
    mark = left.link.mark
    joined: Phrase | None = None
    if mark == "in" and right.head == "place":
        joined = _headed(left, right, f"{left.text} in {right.text}", is_complete=True)
    elif mark == "of" and right.head in ("noun", *_NAMES):
        if right.head == "noun" or right.size > 1 or left.is_complete:
            joined = _headed(left, right, f"{left.text} of {right.text}", is_complete=True)
        else:
            joined = _headed(
                left, right, f"{right.text}{'’' if right.text.endswith('s') else '’s'} {left.text}"
            )
    elif (
        mark != ""
        or left.is_complete
        or right.is_complete
        or (right.is_modal and not _is_state(right, words))
    ):
        joined = None
    elif right.head in ("person", "name") and _BEARERS.fullmatch(left.gloss):
        bearer = f"{_as_modifier(left.text)} {right.text}"
        joined = replace(_merged(left, right, bearer, is_complete=True), head=right.head, gloss=right.gloss)
    elif right.head == "person":
        joined = _office_and_name(left, right, words)
    elif right.head == "figure" or right.unit:
        measured = _measured(left, right)
        joined = None if measured is None else replace(measured, head="noun", gloss=left.gloss)
    elif right.gloss in words.happens:  # tied to all that stands before it, later
        joined = None
    elif _is_state(right, words):
        joined = _merged(left, right, f"{left.text} {right.text}", is_complete=True)  # minister arrested
    elif right.head in ("name", "place", "noun"):
        joined = _headed(left, right, f"{_before(right, left, words)} {left.text}")
    return joined


def _is_state(phrase: Phrase, words: EnglishWords) -> bool:
    """Whether a phrase is what was done to the one before it: (minister) arrested."""
    return phrase.gloss in words.participles and phrase.size == 1


def _headed(left: Phrase, right: Phrase, text: str, *, is_complete: bool = False) -> Phrase:
    """Merged, the head being the first."""
    if f" {right.text}".endswith(f" {left.text}"):  # an airport whose name says so
        text = right.text
    return replace(
        _merged(left, right, text, is_complete=is_complete), head=left.head, gloss=left.gloss, governs=False
    )


def _office_and_name(left: Phrase, right: Phrase, words: EnglishWords) -> Phrase | None:
    if left.gloss not in words.titles:
        return None
    office = _capitals(left.text)
    return replace(_merged(left, right, f"{office} {right.text}"), head="person", gloss=right.gloss)


# -- English ------------------------------------------------------------------------------------------------


def _merged(
    left: Phrase, right: Phrase, text: str, *, plain: str | None = None, is_complete: bool = False
) -> Phrase:
    return replace(
        right,
        start=left.start,
        text=text,
        plain=text if plain is None else plain,
        size=left.size + right.size,
        governs=False,
        is_complete=is_complete,
    )


_KEEP_PLURAL = re.compile(
    r"(?:sales|news|gas|bus|politics|economics|arms|goods|forces|earnings|results|securities|savings|customs|sanctions|works"
    r"|ss|us|is|series|affairs|powers|communications|operations|supplies|Games|States|Nations|headquarters|times"
    r"|taxes|species|rights|women’s|children’s|’s|finances|reserves|funds|minerals|rare earths|relations)$"
)


def _as_modifier(text: str) -> str:
    """The first part of a compound: in the singular, as English has it (stock market, price rise)."""
    if text[:1].isupper() or not text.endswith("s") or _KEEP_PLURAL.search(text) or text[-2:] == "’s":
        return text
    if text.endswith("ies"):
        return f"{text[:-3]}y"
    return text[:-1] if not text.endswith(("ches", "shes", "xes", "sses")) else text[:-2]
