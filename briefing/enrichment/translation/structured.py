"""The on-board engine: the structured English line.

It translates nothing. Of an item not in English it sets only what is certain: names in their English form,
figures converted by rule, dates, and the words of a reviewed glossary, negations and modal words among them,
joined by the grammar of ``phrases`` and written by ``line``. A headline of which little was read says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from briefing.enrichment.entities import is_of_people
from briefing.enrichment.glossary import data_digest
from briefing.enrichment.translation.line import Line, read_line
from briefing.enrichment.translation.phrases import Phrase
from briefing.enrichment.translation.protocol import Rendering, SummaryBasis, TranslationInput
from briefing.records.sentence import Sentence
from briefing.taxonomy.actions import load_english_words

HEADLINE = -1
ENOUGH_TERMS = 3
"""A line of so many terms stands without its category."""
ENOUGH_READ = 0.35
"""Share of the headline's letters under which the line says that it was partly read."""
FEWEST_TERMS_OF_A_SENTENCE = 2
MOST_TERMS_OF_A_SENTENCE = 12
MOST_OF_THE_LEAD = 5


class StructuredLine:
    """The on-board engine. An English item keeps its own words."""

    engine = "structured"

    def __init__(self) -> None:
        self.version = f"3+{data_digest()}"

    def render(self, items: Sequence[TranslationInput]) -> list[Rendering]:
        """See Translator."""
        return [self._render(item) for item in items]

    def _render(self, item: TranslationInput) -> Rendering:
        basis: SummaryBasis = "extracted" if item.key_sentences else "none"
        if item.language == "en":
            headline = " ".join(item.title.split())
            return Rendering(headline or None, "original" if headline else "none", item.key_sentences, basis)
        line = structured_line(item)
        summary = tuple(_with_terms(sentence, item) for sentence in item.key_sentences)
        return Rendering(line, "structured" if line else "none", summary, basis)


def structured_line(item: TranslationInput) -> str | None:
    """The line, or None when nothing of the headline, the lead or the category is certain."""
    figures = [f for f in item.figures if f.paragraph == HEADLINE]
    line = read_line(item.title, item.language, figures, is_of_people=is_of_people(item.title))
    is_partly_read = line.coverage < ENOUGH_READ or line.terms < ENOUGH_TERMS
    body = line.text if line.terms or line.tags else ""
    lead = ", ".join(_of_the_lead(item, body)) if is_partly_read else ""
    if not is_partly_read or (body and line.coverage >= 0.9 and not lead):
        return _capitalised(body)
    head = item.category_name
    if not body:
        if lead:
            return f"{head}; in the text: {lead}" if head else f"Headline not read; in the text: {lead}"
        return None if head is None else f"{head} ({item.source_name}; headline not read)"
    parts = f"{body}; in the text: {lead}" if lead else body
    if line.coverage >= ENOUGH_READ:
        return f"{head}: {parts}" if head else _capitalised(parts)
    return f"{head}, partly read: {parts}" if head else f"Partly read: {parts}"


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _of_the_lead(item: TranslationInput, line: str) -> Iterator[str]:
    """Names, figures and joined phrases of the first key sentence that the line does not hold yet."""
    if not item.key_sentences:
        return
    lowered = line.casefold()
    given: list[str] = []
    for phrase in _line_of(item.key_sentences[0], item).phrases:
        is_telling = phrase.size > 1 or phrase.head in ("person", "name", "place", "figure")
        is_new = phrase.text.casefold() not in lowered and not any(
            _holds(phrase.text, text) for text in given
        )
        if len(given) < MOST_OF_THE_LEAD and is_telling and is_new and phrase.head != "loose":
            given.append(phrase.text)
            yield phrase.text


def _holds(text: str, other: str) -> bool:
    return text.casefold() in other.casefold()


def _line_of(sentence: Sentence, item: TranslationInput) -> Line:
    figures = [
        figure.model_copy(update={"start": figure.start - sentence.start, "end": figure.end - sentence.start})
        for figure in item.figures
        if figure.paragraph == sentence.paragraph
        and sentence.start <= figure.start
        and figure.end <= sentence.end
    ]
    return read_line(sentence.original, item.language, figures, is_of_people=is_of_people(item.title))


def _with_terms(sentence: Sentence, item: TranslationInput) -> Sentence:
    """The sentence with what is certain of it, the order kept; untouched where that is too little."""
    if sentence.text_en is not None:
        return sentence
    line = _line_of(sentence, item)
    told = [phrase for phrase in line.phrases if _is_told(phrase)]
    phrases = list(dict.fromkeys(phrase.text for phrase in told))
    has_content = any(phrase.head not in ("loose", "time") for phrase in told)
    if min(line.terms, len(phrases)) < FEWEST_TERMS_OF_A_SENTENCE or not has_content:
        return sentence
    return sentence.model_copy(update={"terms_en": "; ".join(phrases[:MOST_TERMS_OF_A_SENTENCE])})


_NEGATIONS = ("not", "no", "cannot", "never", "unable", "without", "do not", "refuse")


def _is_told(phrase: Phrase) -> bool:
    """All but modifiers of words that were not read, a negation apart, and that something was said at all."""
    if phrase.head == "loose":
        return phrase.text.startswith(_NEGATIONS)
    return not (phrase.size == 1 and phrase.gloss in load_english_words().says_nothing)
