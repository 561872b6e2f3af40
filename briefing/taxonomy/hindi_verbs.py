"""Forms of Hindi verbs with their English, so that a glossary lists a verb once.

A verb is its stem with the English base, past participle (past tense of verbs without object) and -ing form. What a
form says is certain: a future is ``to buy`` as English headlines have it, a negation keeps its verb (``cannot buy``).
Endings: R. S. McGregor, Outline of Hindi Grammar, chapters on the perfective, the future and the passive.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_VOWEL_SIGNS = "ाोेीू"
_CAN = ("सकता", "सकती", "सकते")
_WILL_MANAGE = ("सकेगा", "सकेगी", "सकेंगे", "पाएगा", "पाएगी", "पाएंगे")
_MANAGED = ("सका", "सकी", "सके", "पाया", "पाई", "पाए")
_GOING_ON = ("रहा", "रही", "रहे", "रहीं")


@dataclass(frozen=True, slots=True)
class HindiVerb:
    """``done`` is what an object underwent (``bought``); of a verb without object what somebody did (``fell``)."""

    stem: str
    base: str
    done: str
    doing: str
    takes_object: bool


def conjugate(verb: HindiVerb) -> dict[str, str]:
    """Spellings with their English. The first of two readings stays: a spelling has one."""
    forms: dict[str, str] = {}
    for english, spellings in _readings(verb):
        for spelling in spellings:
            forms.setdefault(spelling, english)
    return forms


def _readings(verb: HindiVerb) -> Iterator[tuple[str, Iterable[str]]]:
    stem, base, doing = verb.stem, verb.base, verb.doing
    past, future = _past(stem), _future(stem)
    yield verb.done, past
    yield f"to {base}", future
    yield doing, (f"{stem}ने", f"{stem}ना", f"{stem}नी", *(f"{stem} {going}" for going in _GOING_ON))
    yield f"may {base}", (f"{stem} {can}" for can in _CAN)
    yield f"to be able to {base}", (f"{stem} {will}" for will in _WILL_MANAGE)
    yield f"cannot {base}", (f"{stem} नहीं {can}" for can in (*_CAN, *_WILL_MANAGE))
    yield f"cannot {base}", (f"नहीं {stem} {can}" for can in _CAN)
    yield f"could not {base}", (f"{stem} नहीं {could}" for could in _MANAGED)
    yield f"did not {base}" if not verb.takes_object else f"not {verb.done}", (f"नहीं {form}" for form in past)
    yield f"will not {base}", (*(f"नहीं {form}" for form in future), *(f"{form} नहीं" for form in future))
    yield f"not {doing}", (f"नहीं {stem} {going}" for going in _GOING_ON)
    yield f"must {base}", (f"{stem}ना होगा", f"{stem}नी होगी", f"{stem}ने होंगे", f"{stem}ना पड़ेगा")
    yield f"wants to {base}", (f"{stem}ना {wants}" for wants in ("चाहता", "चाहती", "चाहते"))
    yield f"does not want to {base}", (f"{stem}ना नहीं {wants}" for wants in ("चाहता", "चाहती", "चाहते"))
    if verb.takes_object:
        yield from _passive(past, verb.done)
        yield verb.done, (f"{stem} {light}" for light in ("लिया", "ली", "लिए", "दिया", "दी", "दिए", "डाला"))
        yield f"after {doing}", (f"{stem}कर",)
    else:
        yield verb.done, (f"{stem} {light}" for light in ("गया", "गई", "गए", "गयी", "गये", "गईं"))
        yield f"to {base}", (f"{stem} {light}" for light in ("जाएगा", "जाएगी", "जाएंगे"))


def _passive(past: tuple[str, ...], done: str) -> Iterator[tuple[str, Iterable[str]]]:
    """His, her and their form with the forms of going: खरीदा जाएगा, खरीदी जाएगी, खरीदे जाएंगे."""
    three = past[:3]

    def tied(*endings: str) -> list[str]:
        return [f"{form} {ending}" for form, ending in zip(three, endings, strict=True)]

    yield f"to be {done}", tied("जाएगा", "जाएगी", "जाएंगे")
    yield f"not to be {done}", tied("नहीं जाएगा", "नहीं जाएगी", "नहीं जाएंगे")
    yield done, (*tied("गया", "गई", "गए"), *tied("गया है", "गई है", "गए हैं"))
    yield f"not {done}", tied("नहीं गया", "नहीं गई", "नहीं गए")
    yield f"being {done}", tied("जा रहा", "जा रही", "जा रहे")
    yield f"may be {done}", tied("जा सकता", "जा सकती", "जा सकते")
    yield f"cannot be {done}", tied("नहीं जा सकता", "नहीं जा सकती", "नहीं जा सकते")


def _past(stem: str) -> tuple[str, ...]:
    if stem[-1] in _VOWEL_SIGNS:
        return (f"{stem}या", f"{stem}ई", f"{stem}ए", f"{stem}यी", f"{stem}ये", f"{stem}ईं")
    return (f"{stem}ा", f"{stem}ी", f"{stem}े", f"{stem}ीं")


def _future(stem: str) -> tuple[str, ...]:
    if stem[-1] in _VOWEL_SIGNS:
        return (f"{stem}एगा", f"{stem}एगी", f"{stem}एंगे", f"{stem}एंगी", f"{stem}येगा", f"{stem}येगी")
    return (f"{stem}ेगा", f"{stem}ेगी", f"{stem}ेंगे", f"{stem}ेंगी")
