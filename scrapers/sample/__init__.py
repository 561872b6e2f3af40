"""The sample day: Tuesday 3 February 2026 in six countries, invented from the first word to the last.

It is for people who have no captures of their own: ``make briefing`` crawls it with the real crawler, over
real HTTP on loopback, and makes six editions. All outlets stand on reserved ``.example`` hosts, every page
and feed says that the outlet is invented, and every source has ``fictional: true``. People, companies and
events do not exist; countries, capitals and currencies do, for gazetteers and word lists to hold on to.

``ROUNDS`` are the two instants at which it is crawled; nothing is served before it was published. What the
day was written to show (docs/guides/sample-day.md in words, tests/unit/test_sample.py as proof):

======================  ==================================================  =================================
source                  planted case                                        what must become of it
======================  ==================================================  =================================
kr_hanbit_ilbo          wire story, also in saebyeok_economy and mirae_it   one item, three carriers
kr_hanbit_ilbo          economy/202602030820: 12조원, later 7조2천억원      two versions of one item
kr_hanbit_ilbo          same headline on 2 and 3 February, other figures    two items, not duplicates
kr_hanbit_ilbo          wedding, horoscope                                  out of scope
kr_saebyeok_economy     EUC-KR feed and pages, declared only inside         read without damage
kr_saebyeok_economy     dates without a zone                                Seoul time
kr_saebyeok_economy     /premium/ is closed by robots.txt                   not fetched; stands on its entry
kr_mirae_it             feed begins with a byte order mark and a blank      read
                        line
kr_mirae_it             30932 says utf-8 and is EUC-KR                      repaired
kr_mirae_it             30939 ``R&ampD`` in the headline                    ``R&D``
kr_mirae_it             30936 has no page (404)                             stands on its entry and says so
kr_peninsula_post       LNG order: no link, full text in the feed           stands on the feed's text
kr_peninsula_post       ``<script>alert(1)</script>`` in a headline         text or nothing, never run
kr_peninsula_post       link ``javascript:alert(1)``                        never fetched, never a link
kr_peninsula_post       recall: "ignore previous instructions"              a sentence like any other
kr_gangbyeon_city       logistics-notice has no date anywhere               day taken from first sight, said
                                                                            so
kr_harbour_watch        posts have no title in the feed                     the page's title
kr_foreign_chamber      ``&amp;amp;`` in a headline                         ``&``
kr_* (five sources)     missile launch in different words                   one story
jp_shiokaze_shimbun     Shift_JIS feed and pages                            read without damage
jp_kaigan_keizai        ``&nbsp`` without its semicolon                     a space
jp_* (three + region)   snow in Niigata                                     one story
cn_binhai_ribao         GB18030 pages that say gb2312, with the letter 䶮   read without damage
cn_* (three + region)   export controls on gallium alloys                   one story
tw_haixia_ribao         Big5 feed and pages                                 read without damage
tw_strait_policy_forum  a valid feed with nothing in it                     zero: nothing published
tw_* (two + region)     power failure in a science park                     one story
vn_tan_hai_city         feed answers 200 with a maintenance page            zero: fetch failed
vn_* (three + region)   anti-dumping duty on shrimp                         one story
in_nagar_chamber        feed answers 500                                    zero: fetch failed
in_* (three)            safeguard duty on steel                             one story
xx_northmark_travel     one feed over eight countries                       each to its own edition; Nepal
                                                                            and North Korea to none
xx_pacific_dispatch     one English outlet over four countries              each to its own edition
several                 items of other days                                 outside the window
======================  ==================================================  =================================
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

SAMPLE_DATE = date(2026, 2, 3)
"""Edition date; the monitoring day is 2 February 18:00 to 3 February 18:00 on each country's clock."""

ROUNDS = (
    datetime(2026, 2, 3, 2, 0, tzinfo=UTC),
    datetime(2026, 2, 3, 8, 30, tzinfo=UTC),
)
"""When the crawler comes, UTC. Round 2 sees the afternoon's news and the corrections as well."""

SOURCES = Path(__file__).resolve().parent / "sources"
"""Catalogue of the sample, in place of ``scrapers/sources``; ``xx`` is for sources on several countries."""
