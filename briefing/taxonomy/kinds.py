"""The ten source kinds, in the order in which every edition prints them."""

from __future__ import annotations

from briefing.records.record import Record


class Kind(Record):
    """``table_label`` heads the count, ``item_label`` stands on an item's line, ``section`` is where it prints."""

    id: str
    table_label: str
    item_label: str
    section: str  # media, government or embassy_business


KINDS: tuple[Kind, ...] = (
    Kind(id="news_media", table_label="News Media", item_label="News", section="media"),
    Kind(
        id="government",
        table_label="Government Releases",
        item_label="Government Releases",
        section="government",
    ),
    Kind(
        id="city_state",
        table_label="City/State Releases",
        item_label="City/State Releases",
        section="government",
    ),
    Kind(
        id="embassy",
        table_label="Embassy Releases",
        item_label="Embassy Releases",
        section="embassy_business",
    ),
    Kind(
        id="foreign_service_advisory",
        table_label="Foreign Service Advisories",
        item_label="Foreign Service Advisories",
        section="embassy_business",
    ),
    Kind(
        id="academic_think_tank",
        table_label="Academic/Think Tank",
        item_label="Academic/Think Tank",
        section="media",
    ),
    Kind(id="podcast", table_label="Podcasts", item_label="Podcasts", section="media"),
    Kind(id="video", table_label="Videos", item_label="Videos", section="media"),
    Kind(id="social", table_label="Social Media", item_label="Social Media", section="media"),
    Kind(
        id="business",
        table_label="Business Releases",
        item_label="Business Releases",
        section="embassy_business",
    ),
)

KIND_BY_ID = {kind.id: kind for kind in KINDS}
