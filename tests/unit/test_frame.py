"""Records to frames and back: nothing changes on the way, whatever the values are."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from briefing.records.article import Article
from briefing.records.capture import Capture
from briefing.records.carrier import Carrier
from briefing.records.disposition import Disposition
from briefing.records.entry import Entry
from briefing.records.frame import concat, from_frame, schema_of, to_frame
from briefing.records.handover import Handover
from briefing.records.item_version import ItemVersion
from briefing.records.quarantined_row import QuarantinedRow
from briefing.records.source import Source
from briefing.records.story import Story
from briefing.records.verdict import Verdict

from .record_samples import capture, item_version, records_of, source

TABLES: list[Any] = [
    Article, Capture, Carrier, Disposition, Entry, Handover, ItemVersion, QuarantinedRow, Story, Verdict,
]  # fmt: skip


@pytest.mark.parametrize("record", TABLES, ids=lambda record: record.__name__)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_record_comes_back_as_it_went(record: Any, data: st.DataObject) -> None:
    rows = data.draw(st.lists(records_of(record), max_size=3))
    frame = to_frame(rows, record)
    assert frame.schema == schema_of(record)
    assert from_frame(frame, record) == rows


@pytest.mark.parametrize("record", [*TABLES, Source], ids=lambda record: record.__name__)
def test_no_rows_still_have_all_columns(record: Any) -> None:
    frame = to_frame([], record)
    assert frame.columns == list(record.model_fields)
    assert from_frame(frame, record) == []


def test_a_source_with_all_its_parts_comes_back() -> None:
    whole = source(
        listings=({"url": "https://a.example.com/{yyyymmdd}", "link_pattern": "/n/"},),
        countries=("kr", "jp"),
        country_filter={"kr": ("Korea",), "jp": ("Japan", "日本")},
        charset="euc-kr",
    )
    assert from_frame(to_frame([whole], Source), Source) == [whole]


def test_instants_keep_their_microseconds_and_their_zone() -> None:
    row = capture("a").model_copy(update={"fetched_at": capture("a").fetched_at.replace(microsecond=123456)})
    [back] = from_frame(to_frame([row], Capture), Capture)
    assert back.fetched_at == row.fetched_at
    assert back.fetched_at.utcoffset() is not None


def test_a_row_that_is_no_record_is_refused() -> None:
    frame = to_frame([capture("a")], Capture).with_columns(outcome=pl.lit("guessed"))
    with pytest.raises(ValidationError, match="outcome"):
        from_frame(frame, Capture)


def test_frames_are_put_under_each_other() -> None:
    one, two = to_frame([item_version("a")], ItemVersion), to_frame([item_version("b")], ItemVersion)
    assert concat([one, two], ItemVersion).get_column("item_id").to_list() == ["a", "b"]
    assert concat([], ItemVersion).schema == schema_of(ItemVersion)
