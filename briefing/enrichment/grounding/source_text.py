"""What an English text is compared with: the article in its own language, and the part that a sentence rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from briefing.enrichment.grounding.names_in_source import NamesInSource
from briefing.enrichment.grounding.source_dates import SourceDates, read_dates
from briefing.enrichment.grounding.source_numbers import SourceNumbers, read_source_numbers
from briefing.enrichment.sentences import split_sentences
from briefing.records.entity import Entity
from briefing.records.figure import Figure

HEADLINE = -1


@dataclass(frozen=True)
class Span:
    """A part of the article: ``paragraph`` -1 is the headline; characters, end exclusive."""

    paragraph: int
    start: int
    end: int


@dataclass(frozen=True)
class SourceText:
    """An article as the check needs it; ``TranslationInput`` has the same fields under the same names.

    ``language`` is an ISO code (``zh-Hant``). ``entities`` and ``figures`` are those of the whole article.
    """

    title: str
    paragraphs: tuple[str, ...]
    language: str
    entities: tuple[Entity, ...]
    figures: tuple[Figure, ...]

    @property
    def base_language(self) -> str:
        """``zh-Hans`` and ``zh-Hant`` are ``zh``."""
        return self.language.split("-", maxsplit=1)[0]

    @cached_property
    def whole(self) -> Passage:
        """The article from headline to end."""
        return Passage(
            "\n".join((self.title, *self.paragraphs)), self.language, self.entities, self.figures, None
        )

    @cached_property
    def headline(self) -> Passage:
        """The headline alone."""
        return self.passage((Span(HEADLINE, 0, len(self.title)),))

    @cached_property
    def nothing(self) -> Passage:
        """No part of it."""
        return Passage("", self.language, (), (), self)

    def passage(self, spans: Sequence[Span]) -> Passage:
        """The parts that ``spans`` name, in their order; without any, the whole article."""
        if not spans:
            return self.whole
        texts = [self._text(span) for span in spans]
        return Passage(
            "\n".join(texts),
            self.language,
            tuple(e for e in self.entities if any(_overlaps(s, e.paragraph, e.start, e.end) for s in spans)),
            tuple(f for f in self.figures if any(_overlaps(s, f.paragraph, f.start, f.end) for s in spans)),
            self,
        )

    def copied_from(self, english: str) -> tuple[Span, ...]:
        """The sentence of an English article that has at least seven tenths of the words of ``english``, if any."""
        words = frozenset(english.lower().split())
        if self.base_language != "en" or not words:
            return ()
        best, span = max(
            ((len(words & own), span) for own, span in self._sentences),
            key=lambda pair: pair[0],
            default=(0, None),
        )
        return (span,) if span is not None and best >= 0.7 * len(words) else ()

    @cached_property
    def _sentences(self) -> tuple[tuple[frozenset[str], Span], ...]:
        return tuple(
            (frozenset(text[start:end].lower().split()), Span(number, start, end))
            for number, text in enumerate((self.title, *self.paragraphs), start=HEADLINE)
            for start, end in split_sentences(text, self.language)
        )

    def _text(self, span: Span) -> str:
        text = self.title if span.paragraph == HEADLINE else self.paragraphs[span.paragraph]
        return text[span.start : span.end]


def _overlaps(span: Span, paragraph: int, start: int, end: int) -> bool:
    return span.paragraph == paragraph and span.start < end and start < span.end


@dataclass(frozen=True)
class Passage:
    """A part of an article with what stands in it; ``article`` is None for the whole article."""

    text: str
    language: str
    entities: tuple[Entity, ...]
    figures: tuple[Figure, ...]
    article: SourceText | None

    @property
    def base_language(self) -> str:
        """``zh-Hans`` and ``zh-Hant`` are ``zh``."""
        return self.language.split("-", maxsplit=1)[0]

    @cached_property
    def numbers(self) -> SourceNumbers:
        """Every number by value."""
        return read_source_numbers(self.text, self.language, self.figures)

    @cached_property
    def dates(self) -> SourceDates:
        """Months, days and weekdays."""
        return read_dates(self.text, self.base_language)

    @cached_property
    def names(self) -> NamesInSource:
        """How the text sounds and which Latin words it holds."""
        return NamesInSource.read(self.text, self.base_language)

    @property
    def wider(self) -> Passage:
        """The whole article that this is part of."""
        return self.article.whole if self.article is not None else self
