"""A sentence of a summary and the source sentence it rests on."""

from __future__ import annotations

from pydantic import Field

from briefing.records.record import Record


class Sentence(Record):
    """``paragraph``, ``start`` and ``end`` point into ``Article.paragraphs``: characters, end exclusive.

    ``original`` is exactly ``paragraphs[paragraph][start:end]``. ``text_en`` is None where no engine made
    English of it; for an English article it equals ``original``. A sentence taken from the headline has
    ``paragraph`` -1 and offsets into ``Article.title``.
    """

    original: str
    text_en: str | None
    terms_en: str | None = Field(
        default=None,
        description="what is certain of a sentence that no engine translated: names, figures, known words in English",
    )
    paragraph: int
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    score: float
