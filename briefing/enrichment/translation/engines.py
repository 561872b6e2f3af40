"""Which engines there are, by the name that the settings give them."""

from __future__ import annotations

from collections.abc import Callable

from briefing.enrichment.translation.protocol import Translator
from briefing.enrichment.translation.structured import StructuredLine


class UnknownTranslationEngineError(ValueError):
    """A DESK_TRANSLATION_ENGINE that is none of the engines there are."""


_ENGINES: dict[str, Callable[[], Translator]] = {StructuredLine.engine: StructuredLine}


def translator(name: str) -> Translator:
    """The engine of that name. Raises UnknownTranslationEngineError naming the setting and the engines."""
    try:
        return _ENGINES[name]()
    except KeyError:
        raise UnknownTranslationEngineError(
            f"DESK_TRANSLATION_ENGINE is {name!r}; engines are {', '.join(sorted(_ENGINES))}"
        ) from None
