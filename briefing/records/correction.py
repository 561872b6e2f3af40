"""An analyst's correction: what category an item really has, said by whom, when and why."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from briefing.records.record import Instant, Record

# One printable line: nothing in it may start a new line of a list or move a terminal's cursor.
_LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]*$"
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=_LINE.replace("*$", "+$")),
]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500, pattern=_LINE)]


class Correction(Record):
    """The newest of an item decides. The text that was judged is kept with it, to be learned from later."""

    item_id: str = Field(pattern=r"^[A-Za-z0-9_.:-]{1,80}$")
    text_digest: str = Field(
        pattern=r"^[0-9a-f]{16}$", description="of the text that the analyst had before them"
    )
    label: str = Field(description="category id, or out_of_scope", pattern=r"^[a-z_]+(\.[a-z_]+)?$")
    by: Name
    at: Instant
    why: Reason = ""
    language: str
    title: str = Field(description="headline as published")
    lead: str = Field(default="", description="first paragraph as published")
