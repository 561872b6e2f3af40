"""How the English of the glossaries behaves in a structured line: data of ``actions.yml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from briefing.taxonomy.gazetteer import read_yaml

ACTIONS = Path(__file__).with_name("actions.yml")
_LINKS = ("of", "over", "on", "in", "for", "to", "with", "at", "against", "from")


_BEHIND_A_VERB = ("the", "a", "an", "its", "their")
"""What stands behind the verb of an action and not behind its noun: attend the meeting."""


class ActionsError(ValueError):
    """An actions file that breaks its own rules; the message names file and key."""


@dataclass(frozen=True, slots=True)
class Action:
    """``noun`` and ``link`` make "lifting of"; ``participle`` is None where English has none that is sure."""

    noun: str
    link: str
    verb: str
    participle: str | None


@dataclass(frozen=True)
class EnglishWords:
    """The tables of ``actions.yml``, ``a|b`` keys taken apart. ``events`` are the nouns of the actions."""

    actions: Mapping[str, Action]
    asks_object: frozenset[str]
    governs: frozenset[str]
    governs_nothing: frozenset[str]
    takes_actions: frozenset[str]
    verbs: frozenset[str]
    bases: frozenset[str]
    verbs_if_inflected: frozenset[str]
    single_nouns: frozenset[str]
    asks_somebody: frozenset[str]
    befalls: Mapping[str, str]
    speech: Mapping[str, str]
    agents: frozenset[str]
    titles: frozenset[str]
    times: frozenset[str]
    belongs: frozenset[str]
    adjectives: Mapping[str, str]
    happens: frozenset[str]
    events: frozenset[str]
    states: frozenset[str]
    participles: frozenset[str]
    qualities: frozenset[str]
    without_object: frozenset[str]
    says_nothing: frozenset[str]

    def is_verb(self, gloss: str, *, is_inflected: bool = False) -> bool:
        """Whether a gloss that is no action is a verb: prepare, go into operation.

        ``is_inflected``: the original is a form of a verb, so that a word that may be either is the verb.
        """
        first, _, rest = gloss.partition(" ")
        if first in self.bases and rest.partition(" ")[0] in _BEHIND_A_VERB:
            return True
        if is_inflected:
            return first in self.verbs or first in self.verbs_if_inflected
        return first in self.verbs and (bool(rest) or first not in self.single_nouns)


@lru_cache(maxsize=1)
def load_english_words() -> EnglishWords:
    """The tables. Raises ActionsError naming the key for a gloss there twice or a phrase without preposition."""
    raw = read_yaml(ACTIONS)
    actions: dict[str, Action] = {}
    for glosses, forms in raw["actions"].items():
        action = _action(str(glosses), forms)
        for gloss in str(glosses).split("|"):
            if gloss in actions:
                raise ActionsError(f"{ACTIONS.name}: {gloss} is there twice")
            actions[gloss] = action
    return EnglishWords(
        actions=actions,
        asks_object=frozenset(raw["asks_object"]),
        governs=frozenset(raw["governs"]),
        governs_nothing=frozenset(raw["governs_nothing"]),
        takes_actions=frozenset(raw["takes_actions"]),
        asks_somebody=frozenset(raw["asks_somebody"]),
        verbs=frozenset(raw["verbs"]),
        bases=frozenset(action.verb.partition(" ")[0] for action in actions.values()),
        verbs_if_inflected=frozenset(raw["verbs_if_inflected"]),
        single_nouns=frozenset(raw["single_nouns"]),
        befalls=_taken_apart(raw["befalls"]),
        speech=_taken_apart(raw["speech"]),
        agents=frozenset(raw["agents"]),
        titles=frozenset(raw["titles"]),
        times=frozenset(raw["times"]),
        belongs=frozenset(raw["belongs"]),
        adjectives=raw["adjectives"],
        happens=frozenset(raw["happens"]),
        events=frozenset(action.noun for action in actions.values()),
        participles=frozenset(action.participle for action in actions.values() if action.participle),
        states=frozenset(raw["states"])
        | {action.participle for action in actions.values() if action.participle},
        qualities=frozenset(raw["qualities"]),
        says_nothing=frozenset(raw["says_nothing"]),
        without_object=_with_their_forms(raw["without_object"]),
    )


_FORMS = (
    "",
    "to ",
    "will not ",
    "may ",
    "must ",
    "cannot ",
    "could not ",
    "wants to ",
    "did not ",
    "does not want to ",
)


def _with_their_forms(verbs: Sequence[str]) -> frozenset[str]:
    """Verbs as the forms of Hindi ones are written."""
    return frozenset(f"{form}{verb}" for verb in verbs for form in (*_FORMS, "to be able to "))


def _action(glosses: str, forms: Sequence[str]) -> Action:
    phrase, verb, *participle = map(str, forms)
    noun, _, link = phrase.rpartition(" ")
    if link not in _LINKS or len(participle) > 1:
        raise ActionsError(
            f"{ACTIONS.name}: {glosses}: needs a noun with its preposition, a verb, a participle"
        )
    return Action(noun, link, verb, participle[0] if participle else None)


def _taken_apart(table: Mapping[str, str]) -> dict[str, str]:
    return {gloss: str(english) for glosses, english in table.items() for gloss in str(glosses).split("|")}
