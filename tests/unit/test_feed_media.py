"""Episodes and films in feeds: what is said of them, and that their addresses are no pages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.extraction.feed import Feed, FeedEntry, Media, read_feed
from scrapers.extraction.feeds.media import gather_media, is_played, read_duration, read_size

ADDRESS = "https://sound.example.com/rss"
ITUNES = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
MRSS = 'xmlns:media="http://search.yahoo.com/mrss/"'


def read(body: str) -> Feed:
    return read_feed(
        body.encode(),
        content_type="text/xml",
        address=ADDRESS,
        timezone="Asia/Seoul",
        at=datetime(2026, 3, 10, 12, tzinfo=UTC),
    )


def episode(inner: str) -> FeedEntry:
    head = f'<rss version="2.0" {ITUNES} {MRSS}><channel><title>Morning</title><item>'
    [entry] = read(f"{head}{inner}</item></channel></rss>").entries
    return entry


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("3600", 3600), ("62:03", 3723), ("1:02:03", 3723), ("01:02:03.500", 3723), (" 90 ", 90), ("90 sec", 90),
        ("PT1H2M3S", 3723), ("PT45M", 2700), ("0", None), ("00:00", None), ("", None), (None, None), ("P", None),
        ("about an hour", None), ("-5", None), ("99999999", None), ("1:2:3:4", None), ("６０", 60),
    ],
)  # fmt: skip
def test_durations(written: str | None, seconds: int | None) -> None:
    assert read_duration(written) == seconds


@given(st.integers(1, 6 * 24 * 3600))
def test_every_form_of_a_duration_says_the_same(seconds: int) -> None:
    minutes, rest = divmod(seconds, 60)
    hours, of_hour = divmod(minutes, 60)
    forms = (
        f"{seconds}",
        f"{hours}:{of_hour:02}:{rest:02}",
        f"{hours:02}:{of_hour:02}:{rest:02}",
        f"PT{hours}H{of_hour}M{rest}S",
    )
    assert {read_duration(form) for form in forms} == {seconds}


@given(st.text(max_size=30))
def test_no_text_breaks_a_duration_or_a_size(text: str) -> None:
    assert (read_duration(text) or 1) > 0
    assert (read_size(text) or 1) > 0


@pytest.mark.parametrize(
    ("written", "size"),
    [("123", 123), ("0", None), ("", None), ("12 MB", None), ("-1", None), ("9" * 20, None)],
)
def test_sizes(written: str, size: int | None) -> None:
    assert read_size(written) == size


@pytest.mark.parametrize(
    ("medium", "played"),
    [
        (Media("https://x.example/a", "audio/mpeg"), True),
        (Media("https://x.example/a.mp3?x=1"), True),
        (Media("https://x.example/a.mp4", "application/octet-stream"), True),
        (Media("https://x.example/a.mp3", "image/png"), False),
        (Media("https://x.example/mp3"), False),
        (Media("http://[bad/a.mp3"), False),
    ],
)
def test_what_is_played(medium: Media, played: bool) -> None:
    assert is_played(medium) is played


def test_a_podcast_with_a_page() -> None:
    entry = episode(
        "<title>Episode 7</title><link>https://sound.example.com/7</link>"
        "<itunes:summary>Talk of the port.</itunes:summary><itunes:duration>31:05</itunes:duration>"
        '<enclosure url="https://cdn.example.com/7.mp3" type="audio/mpeg" length="29900000"/>'
    )
    assert (entry.link, entry.link_is_media) == ("https://sound.example.com/7", False)
    assert entry.summary == "Talk of the port."
    assert entry.media == (Media("https://cdn.example.com/7.mp3", "audio/mpeg", 1865, 29900000),)


def test_an_episode_without_a_page_leads_to_none() -> None:
    entry = episode(
        "<title>Episode 8</title><guid isPermaLink='false'>ep-8</guid><description>Words.</description>"
        '<enclosure url="https://cdn.example.com/8.mp3?sid=1" type="audio/mpeg" length="0"/>'
    )
    assert (entry.link, entry.link_is_media) == ("https://cdn.example.com/8.mp3?sid=1", True)
    assert (entry.canonical_url, entry.key) == ("", "ep-8")
    assert entry.media[0].bytes is None


def test_a_link_that_is_the_episode_itself_is_no_page() -> None:
    entry = episode(
        "<title>9</title><link>https://cdn.example.com/9.mp3</link>"
        '<enclosure url="https://cdn.example.com/9.mp3" type="audio/mpeg"/>'
    )
    assert (entry.link_is_media, entry.canonical_url) == (True, "")
    assert not episode("<title>9</title><link>https://x.example.com/about-mp3</link>").link_is_media


def test_a_picture_is_no_page_and_no_link() -> None:
    entry = episode(
        '<title>t</title><enclosure url="https://cdn.example.com/a.jpg" type="image/jpeg" length="5"/>'
    )
    assert (entry.link, entry.link_is_media) == ("", False)
    assert entry.media == (Media("https://cdn.example.com/a.jpg", "image/jpeg", None, 5),)


def test_several_enclosures_and_a_group_are_all_named_once() -> None:
    entry = episode(
        '<title>t</title><link>/1</link><enclosure url="/a.mp3" type="audio/mpeg"/>'
        '<enclosure url="/a.ogg" type="audio/ogg" length="7"/><media:group>'
        '<media:content url="/a.mp3" duration="60" fileSize="99"/><media:content url="/a.png" medium="image"/>'
        "</media:group><enclosure/>"
    )
    base = "https://sound.example.com"
    assert entry.media == (
        Media(f"{base}/a.mp3", "audio/mpeg", 60, 99),
        Media(f"{base}/a.ogg", "audio/ogg", None, 7),
        Media(f"{base}/a.png", "image"),
    )


def test_a_caption_is_not_the_text_of_the_item() -> None:
    entry = episode(
        "<title>Port opens</title><description>Ships return.</description>"
        '<media:content url="/a.jpg" medium="image"><media:title>Photo</media:title>'
        "<media:description>The pier at dawn</media:description></media:content>"
    )
    assert (entry.title, entry.summary, entry.content) == ("Port opens", "Ships return.", ())


def test_a_video_channel() -> None:
    feed = read(
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:yt="http://www.youtube.com/xml/schemas/2015" '
        f"{MRSS}><title>Ministry</title><entry><id>yt:video:AbC_123</id><yt:videoId>AbC_123</yt:videoId>"
        '<title>Briefing</title><link rel="alternate" href="https://www.youtube.com/watch?v=AbC_123"/>'
        "<author><name>Ministry</name><uri>https://www.youtube.com/channel/x</uri></author>"
        "<published>2026-03-10T00:05:06+00:00</published><updated>2026-03-10T01:00:00+00:00</updated>"
        "<media:group><media:title>Briefing</media:title>"
        '<media:content url="https://www.youtube.com/v/AbC_123?version=3" type="application/x-shockwave-flash"/>'
        '<media:thumbnail url="https://i.example.com/1.jpg"/>'
        "<media:description>All of it.\n\nMore.</media:description>"
        "</media:group></entry>"
        "<entry><id>yt:video:zzz</id><yt:videoId>zzz</yt:videoId><title>No link</title></entry></feed>"
    )
    first, second = feed.entries
    assert (first.link, first.link_is_media) == ("https://www.youtube.com/watch?v=AbC_123", False)
    assert (first.summary, first.byline) == ("All of it. More.", "Ministry")
    assert [medium.url for medium in first.media] == ["https://www.youtube.com/v/AbC_123?version=3"]
    assert second.link == "https://www.youtube.com/watch?v=zzz"


def test_a_gallery_is_bounded() -> None:
    assert len(gather_media((Media(f"https://x.example/{n}.jpg") for n in range(500)), None)) == 50
