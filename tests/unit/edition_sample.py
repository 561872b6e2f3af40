"""Editions made in code for the tests of what prints them. Every outlet and event in them is invented."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from briefing.records.edition import (
    CategoryCount,
    CategoryLines,
    Completeness,
    CoveredDay,
    Development,
    DevelopmentParagraph,
    Edition,
    EmbassyBusinessReleases,
    GovernmentReleases,
    LeftOut,
    Line,
    LineCarrier,
    MonitoredKind,
    Notice,
    Reference,
    SourceAccount,
)
from briefing.records.entity import Entity
from briefing.records.evidence import Evidence
from briefing.records.figure import Figure
from briefing.records.sentence import Sentence
from briefing.records.step import Step
from briefing.records.take import Take, TakeBlock, TakeReference, TakeRun, TakeVolume
from briefing.taxonomy.kinds import KIND_BY_ID, KINDS

DAY = date(2026, 3, 10)
CUTOFF = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)  # 18:00 in Seoul


def sentence(original: str, text_en: str | None, paragraph: int = 0) -> Sentence:
    return Sentence(
        original=original, text_en=text_en, paragraph=paragraph, start=0, end=len(original), score=0.7
    )


def english(*texts: str) -> tuple[Sentence, ...]:
    return tuple(sentence(text, text, place) for place, text in enumerate(texts))


def in_original(*texts: str) -> tuple[Sentence, ...]:
    return tuple(sentence(text, None, place) for place, text in enumerate(texts))


def named(kind: Any, name: str, name_en: str, start: int = 0) -> Entity:
    return Entity(
        kind=kind,
        name=name,
        name_en=name_en,
        gazetteer_id=f"g-{name_en}",
        paragraph=-1,
        start=start,
        end=start + len(name),
    )


def figure(original: str, value: str, unit: str, text_en: str, start: int = 20) -> Figure:
    return Figure(
        original=original,
        value=value,
        unit=unit,
        text_en=text_en,
        paragraph=0,
        start=start,
        end=start + len(original),
    )


def make_line(number: int, **given: Any) -> Line:
    """A line with everything filled in; ``given`` overrides field by field."""
    kind = given.get("kind", "news_media")
    values: dict[str, Any] = {
        "number": number,
        "item_id": f"it-{number:08x}",
        "item_version": 1,
        "versions": 1,
        "story_id": f"st-{number:08x}",
        "source_id": "kr_hangang_daily",
        "source_name": "Hangang Daily",
        "kind": kind,
        "kind_label": KIND_BY_ID[kind].item_label,
        "language": "en",
        "language_label": "English",
        "headline_original": None,
        "headline_en": f"Headline of item {number}",
        "headline_basis": "original",
        "published_at": CUTOFF - timedelta(hours=5, minutes=number),
        "published_precision": "second",
        "published_basis": "feed",
        "day_basis": "published",
        "first_seen_at": CUTOFF - timedelta(hours=4),
        "fetched_at": CUTOFF - timedelta(hours=3, minutes=55),
        "latency_hours": None,
        "risk_category": "risk.cyber_attacks",
        "risk_category_name": "Cyber Attacks and Data Loss",
        "ops_category": None,
        "ops_category_name": None,
        "category_confidence": 0.83,
        "evidence": (
            Evidence(category="risk.cyber_attacks", cue="breach", weight=1.5, paragraph=0, start=3, end=9),
        ),
        "domain": "Technology & Innovation",
        "summary": english("The operator reported the breach to the regulator on Tuesday morning."),
        "summary_basis": "extracted",
        "body_basis": "page",
        "page_state": "fetched",
        "entities": (),
        "figures": (),
        "carriers": (),
        "url": f"https://hangang-daily.example/news/{number}",
        "capture_id": f"cap-{number:08x}",
        "steps": (
            Step(step="language", engine="scripts", version="1", inputs_digest="00aa11bb22cc33dd"),
            Step(step="category", engine="cues", version="3", inputs_digest="44ee55ff66007711"),
        ),
        "is_fictional": False,
    }
    values.update(given)
    return Line(**values)


def zero_kinds(**counts: int) -> tuple[MonitoredKind, ...]:
    """The ten kinds; those not named are zero, each for another of the four reasons in turn."""
    reasons = (
        ("nothing_published", "3 sources were read and none had anything new"),
        ("fetch_failed", "the only source answered with 503 three times"),
        ("not_due", "its one source is read on Mondays"),
        ("no_source_configured", ""),
    )
    kinds = []
    for place, kind in enumerate(KINDS):
        count = counts.get(kind.id, 0)
        reason, detail = (None, "") if count else reasons[place % 4]
        kinds.append(
            MonitoredKind.model_validate(
                {
                    "kind": kind.id,
                    "label": kind.table_label,
                    "count": count,
                    "zero_reason": reason,
                    "zero_detail": detail,
                }
            )
        )
    return tuple(kinds)


def empty_edition(**given: Any) -> Edition:
    """A day on which nothing was captured; ``given`` overrides field by field."""
    values: dict[str, Any] = {
        "country": "kr",
        "country_name": "South Korea",
        "edition_date": DAY,
        "version": 1,
        "timezone": "Asia/Seoul",
        "cutoff": "18:00",
        "as_of": None,
        "days": (
            CoveredDay(
                date=DAY,
                start_at=CUTOFF - timedelta(days=1),
                end_at=CUTOFF,
                captures=0,
                items=0,
                state="no_captures",
            ),
        ),
        "is_fictional": False,
        "takes": (),
        "developments": (),
        "monitored": zero_kinds(),
        "risk_categories": (),
        "ops_categories": (),
        "risk_media": (),
        "ops_media": (),
        "government_releases": GovernmentReleases(national=(), city_state=()),
        "embassy_business_releases": EmbassyBusinessReleases(embassies=(), advisories=(), business=()),
        "reported": (),
        "left_out": (),
        "outside_window": 0,
        "archived_pages_outside_window": 0,
        "notices": (),
        "completeness": Completeness(
            sources_due=0,
            sources_reached=0,
            oldest_fetch_at=None,
            newest_fetch_at=None,
            verdicts_passed=0,
            verdicts_failed=0,
            verdicts_warned=0,
            sources=(),
        ),
        "translation_engine": "structured",
    }
    values.update(given)
    return Edition(**values)


def one_line_edition(line: Line, **given: Any) -> Edition:
    """An edition that reports exactly one item, under its risk category."""
    group = CategoryLines(
        category=line.risk_category or "risk.undetermined",
        name=line.risk_category_name or "Undetermined",
        lines=(line,),
    )
    values: dict[str, Any] = {
        "reported": (line.number,),
        "risk_media": (group,),
        "monitored": zero_kinds(**{line.kind: 1}),
    }
    return empty_edition(**(values | given))


def _risk_lines() -> tuple[CategoryLines, ...]:
    security = {"risk_category": "risk.north_korea", "risk_category_name": "North Korea"}
    return (
        CategoryLines(
            category="risk.north_korea",
            name="North Korea",
            lines=(
                make_line(
                    1,
                    **security,
                    headline_en="Patrol boats turn back after crossing the western sea boundary",
                    domain="Geopolitics & Defense",
                    summary=english(
                        "Two patrol boats crossed the sea boundary west of the islands at 4:10 a.m. on "
                        "Tuesday and turned back after 18 minutes, the Joint Chiefs of Staff said.",
                        "No shots were fired. It was the third crossing this year, after one in January "
                        "and one in February.",
                        "The ministry in charge of inter-Korean affairs called for the military hotline to "
                        "be answered, which it has not been since April 2023.",
                    ),
                    carriers=(
                        LineCarrier(
                            item_id="it-c1",
                            source_id="kr_namsan_wire",
                            source_name="Namsan Wire",
                            title="Patrol boats cross western sea boundary",
                            url="https://namsan-wire.example/a/1",
                        ),
                        LineCarrier(
                            item_id="it-c2",
                            source_id="kr_busan_ledger",
                            source_name="Busan Ledger",
                            title="Boats turn back at sea boundary",
                            url="https://busan-ledger.example/a/2",
                        ),
                    ),
                    versions=3,
                    item_version=3,
                ),
                make_line(
                    2,
                    **security,
                    source_name="Namsan Wire",
                    source_id="kr_namsan_wire",
                    language="ko",
                    language_label="Local Language",
                    headline_original="합참 “서해 경계선 넘은 경비정 2척, 18분 만에 돌아가”",
                    headline_en="North Korea: Joint Chiefs of Staff; Yellow Sea; 2 vessels, 18 minutes",
                    headline_basis="structured",
                    summary=in_original(
                        "합동참모본부는 10일 새벽 4시 10분쯤 경비정 2척이 서해 경계선을 "
                        "넘었다가 18분 만에 돌아갔다고 밝혔다.",
                        "군은 경고 방송을 두 차례 했으며 사격은 없었다고 설명했다.",
                    ),
                    entities=(
                        named("organisation", "합동참모본부", "Joint Chiefs of Staff"),
                        named("place", "서해", "Yellow Sea", 8),
                    ),
                    figures=(figure("2척", "2", "vessels", "2 vessels"),),
                    evidence=(
                        Evidence(
                            category="risk.north_korea",
                            cue="경계선",
                            weight=2.0,
                            paragraph=-1,
                            start=7,
                            end=10,
                        ),
                    ),
                    body_basis="feed_summary",
                    page_state="not_in_archive",
                ),
            ),
        ),
        CategoryLines(
            category="risk.regulatory_enforcement",
            name="Regulatory Enforcement Actions",
            lines=(
                make_line(
                    3,
                    source_name="尾瀬経済新聞",
                    source_id="jp_oze_keizai",
                    language="ja",
                    language_label="Local Language",
                    headline_original="公取委、部品大手に排除措置命令へ　価格転嫁拒み下請け40社に損害か",
                    headline_en="Regulatory Enforcement Actions: Fair Trade Commission; 40 companies",
                    headline_basis="structured",
                    risk_category="risk.regulatory_enforcement",
                    risk_category_name="Regulatory Enforcement Actions",
                    summary=in_original(
                        "公正取引委員会は、部品大手が下請け約40社との価格交渉を拒んだとして、排除措置命令を出す方針を固めた。"
                    ),
                    entities=(named("organisation", "公正取引委員会", "Fair Trade Commission"),),
                    figures=(figure("40社", "40", "companies", "40 companies"),),
                    published_at=None,
                    published_precision="none",
                    published_basis="no date in feed",
                    day_basis="first_seen",
                ),
                make_line(
                    4,
                    source_name="Hangang Daily",
                    headline_en="Watchdog widens its look into seller loans of an online market",
                    risk_category="risk.regulatory_enforcement",
                    risk_category_name="Regulatory Enforcement Actions",
                    published_precision="day",
                    summary=english(
                        "The supervisor will extend its visit to the lender by one week and may turn it into "
                        "a formal examination.",
                        "Sellers pay up to 17.4 percent a year, below the legal ceiling of 20 percent; "
                        "the question is whether they knew that their settlements serve as collateral.",
                    ),
                ),
            ),
        ),
    )


def _ops_lines() -> tuple[CategoryLines, ...]:
    tech = {
        "risk_category": "risk.undetermined",
        "risk_category_name": "Undetermined",
        "ops_category": "ops.tech_development",
        "ops_category_name": "Tech Development/Adoption",
    }
    return (
        CategoryLines(
            category="ops.tech_development",
            name="Tech Development/Adoption",
            lines=(
                make_line(
                    5,
                    **tech,
                    source_name="새별 IT",
                    source_id="kr_saebyeol_it",
                    language="ko",
                    language_label="Local Language",
                    headline_original="새별우주청, 발사체 R&D에 9,495억 원 투자",
                    headline_en="Saebyeol Space Agency to put 949.5 billion won into launcher research",
                    headline_basis="translated",
                    summary=(
                        sentence(
                            "새별우주청은 올해 연구개발에 9,495억 원을 쓴다.",
                            "The Saebyeol Space Agency will spend 949.5 billion won on research this year.",
                        ),
                        sentence(
                            "사업은 모두 53개다.",
                            "It covers 53 projects.",
                        ),
                        sentence(
                            "발사체에는 2,632억 원이 돌아간다.",
                            "Launchers receive 263.2 billion won.",
                            1,
                        ),
                    ),
                    summary_basis="translated",
                    figures=(figure("9,495억 원", "949500000000", "won", "949.5 billion won"),),
                ),
                make_line(
                    6,
                    **tech,
                    source_name="晨星科技",
                    source_id="cn_chenxing",
                    language="zh-Hans",
                    language_label="Local Language",
                    headline_original="晨星芯片宣布量产新一代存储器，年产能将达1.2亿颗",
                    headline_en="",
                    headline_basis="none",
                    summary=in_original("公司表示，新生产线位于合肥，第一期投资86亿元，计划在年底前投产。"),
                    entities=(named("place", "合肥", "Hefei"),),
                    figures=(
                        figure("86亿元", "8600000000", "yuan", "8.6 billion yuan", 24),
                        figure("1.2亿颗", "120000000", "", "120 million", 30),
                    ),
                    body_basis="feed_content",
                    page_state="failed: 503 Service Unavailable",
                ),
            ),
        ),
        CategoryLines(
            category="ops.operating_results",
            name="Operating Results",
            lines=(
                make_line(
                    7,
                    source_name="玉山財訊",
                    source_id="tw_yushan",
                    language="zh-Hant",
                    language_label="Local Language",
                    headline_original="玉峰電子二月營收年增三成　上修全年展望",
                    headline_en="Operating Results: Yufeng Electronics; February; up 30 percent",
                    headline_basis="structured",
                    risk_category="risk.undetermined",
                    risk_category_name="Undetermined",
                    ops_category="ops.operating_results",
                    ops_category_name="Operating Results",
                    summary=in_original("玉峰電子公布二月合併營收為412億元，較去年同期增加三成。"),
                    figures=(figure("412億元", "41200000000", "New Taiwan dollars", "NT$41.2 billion", 11),),
                ),
                make_line(
                    8,
                    source_name="Báo Sông Hồng",
                    source_id="vn_song_hong",
                    language="vi",
                    language_label="Local Language",
                    headline_original="Lợi nhuận quý I của Tập đoàn Sao Mai ước đạt 1.250 tỷ đồng",
                    headline_en="Operating Results: Sao Mai Group; 1.25 trillion dong",
                    headline_basis="structured",
                    risk_category="risk.undetermined",
                    risk_category_name="Undetermined",
                    ops_category="ops.operating_results",
                    ops_category_name="Operating Results",
                    summary=in_original(
                        "Tập đoàn Sao Mai cho biết lợi nhuận trước thuế quý I ước đạt 1.250 tỷ đồng, "
                        "tăng 12% so với cùng kỳ."
                    ),
                    entities=(named("organisation", "Tập đoàn Sao Mai", "Sao Mai Group"),),
                    figures=(figure("1.250 tỷ đồng", "1250000000000", "dong", "1.25 trillion dong"),),
                ),
                make_line(
                    9,
                    source_name="गंगा समाचार",
                    source_id="in_ganga",
                    language="hi",
                    language_label="Local Language",
                    headline_original="तारा मोटर्स का मुनाफ़ा बढ़कर ₹3,200 करोड़, निर्यात में 18 प्रतिशत की वृद्धि",
                    headline_en="Operating Results: Tara Motors; 32 billion rupees; 18 percent",
                    headline_basis="structured",
                    risk_category="risk.undetermined",
                    risk_category_name="Undetermined",
                    ops_category="ops.operating_results",
                    ops_category_name="Operating Results",
                    summary=in_original("कंपनी ने मंगलवार को बताया कि तिमाही में उसका शुद्ध लाभ ₹3,200 करोड़ रहा।"),
                    figures=(figure("₹3,200 करोड़", "32000000000", "rupees", "32 billion rupees"),),
                ),
            ),
        ),
    )


def _government() -> GovernmentReleases:
    return GovernmentReleases(
        national=(
            make_line(
                10,
                kind="government",
                source_name="Ministry of Harbours",
                source_id="kr_harbours",
                headline_en="Container fees at three ports frozen until September",
                risk_category="risk.undetermined",
                risk_category_name="Undetermined",
                ops_category="ops.operating_results",
                ops_category_name="Operating Results",
                latency_hours=3.46,
                summary=english("Fees at three ports stay as they are until Sept. 30, the ministry said."),
            ),
            make_line(
                11,
                kind="government",
                source_name="Office for Data Protection",
                source_id="kr_data_protection",
                language="ko",
                language_label="Local Language",
                headline_original="개인정보 유출 사업자 3곳에 과징금 12억 4천만 원",
                headline_en="Cyber Attacks and Data Loss: 3 companies; 1.24 billion won",
                headline_basis="structured",
                latency_hours=27.0,
                summary=(),
                summary_basis="none",
                body_basis="none",
                page_state="refused_by_robots",
                figures=(figure("12억 4천만 원", "1240000000", "won", "1.24 billion won"),),
            ),
        ),
        city_state=(
            make_line(
                12,
                kind="city_state",
                source_name="City of Haeoreum",
                source_id="kr_haeoreum",
                headline_en="City opens shelter registry after February snow",
                risk_category="risk.extreme_weather",
                risk_category_name="Extreme Weather Events",
                latency_hours=1.0,
            ),
        ),
    )


def _embassy_business() -> EmbassyBusinessReleases:
    return EmbassyBusinessReleases(
        embassies=(),
        advisories=(
            make_line(
                13,
                kind="foreign_service_advisory",
                source_name="Foreign Office of Arcadia",
                source_id="xx_arcadia",
                headline_en="Advice on demonstrations in central Seoul on March 14",
                risk_category="risk.civil_unrest",
                risk_category_name="Civil Unrest",
                published_at=CUTOFF - timedelta(days=9),
                day_basis="first_seen",
            ),
        ),
        business=(
            make_line(
                14,
                kind="business",
                source_name="Arcadian Chamber in Seoul",
                source_id="kr_archam",
                headline_en="Members ask for a longer notice period on battery labels",
                risk_category="risk.regulation",
                risk_category_name="Regulation",
            ),
        ),
    )


def _developments() -> tuple[Development, ...]:
    return (
        Development(
            story_id="st-00000001",
            headline="Patrol boats turn back after crossing the western sea boundary",
            headline_original=None,
            headline_basis="original",
            date=DAY,
            domain="Geopolitics & Defense",
            standfirst="Two boats crossed the boundary for 18 minutes; nobody answered the hotline.",
            standfirst_language="en",
            publishers=4,
            copies=6,
            paragraphs=(
                DevelopmentParagraph(
                    key="Two patrol boats crossed the sea boundary at 4:10 a.m. "
                    "and turned back after 18 minutes.",
                    support=(
                        "The Joint Chiefs of Staff said that two warnings were broadcast and no shots fired.",
                        "It was the third crossing this year.",
                    ),
                    language="en",
                    lines=(1, 2),
                ),
                DevelopmentParagraph(
                    key="The hotline stayed silent.",
                    support=("It has not been answered since April 2023.",),
                    language="en",
                    lines=(1,),
                ),
                DevelopmentParagraph(
                    key="군은 경고 방송을 두 차례 했으며 사격은 없었다고 설명했다.",
                    support=(),
                    language="ko",
                    lines=(2,),
                ),
            ),
            references=(
                Reference(
                    line=1,
                    source_name="Hangang Daily",
                    headline="Patrol boats turn back after crossing the western sea boundary",
                    url="https://hangang-daily.example/news/1",
                ),
                Reference(
                    line=2,
                    source_name="Namsan Wire",
                    headline="합참 “서해 경계선 넘은 경비정 2척, 18분 만에 돌아가”",
                    url="https://namsan-wire.example/news/2",
                ),
            ),
        ),
        Development(
            story_id="st-00000007",
            headline="Operating Results: Yufeng Electronics; February; up 30 percent",
            headline_original="玉峰電子二月營收年增三成　上修全年展望",
            headline_basis="structured",
            date=DAY,
            domain="Business & Economy",
            standfirst="玉峰電子公布二月合併營收為412億元，較去年同期增加三成。",
            standfirst_language="zh-Hant",
            publishers=1,
            copies=1,
            paragraphs=(
                DevelopmentParagraph(
                    key="玉峰電子公布二月合併營收為412億元，較去年同期增加三成。",
                    support=("公司同時上修全年展望。",),
                    language="zh-Hant",
                    lines=(7,),
                ),
            ),
            references=(
                Reference(
                    line=7,
                    source_name="玉山財訊",
                    headline="玉峰電子二月營收年增三成　上修全年展望",
                    url="https://yushan.example/n/7",
                ),
            ),
        ),
    )


def _account(source_id: str, name: str, kind: str, **given: Any) -> SourceAccount:
    values: dict[str, Any] = {
        "source_id": source_id,
        "source_name": name,
        "kind": kind,
        "state": "healthy",
        "state_detail": "",
        "feeds_due": 1,
        "feeds_reached": 1,
        "feed_captures": 7,
        "readings": 210,
        "entries": 34,
        "archived_pages": 0,
        "reported": 6,
        "left_out": 20,
        "outside_window": 8,
        "pages_fetched": 24,
        "pages_missing": 2,
        "newest_capture_at": CUTOFF - timedelta(minutes=12),
    }
    return SourceAccount(**(values | given))


def full_edition(**given: Any) -> Edition:
    """An edition with something in every section but the embassies'; ``given`` overrides field by field."""
    values: dict[str, Any] = {
        "as_of": datetime(2026, 3, 10, 12, 0, tzinfo=UTC),
        "days": (
            CoveredDay(
                date=DAY,
                start_at=CUTOFF - timedelta(days=1),
                end_at=CUTOFF,
                captures=1204,
                items=66,
                state="captured",
            ),
        ),
        "takes": (
            Take(
                take_id="port-fees",
                country="kr",
                headline="How port fees are set, and who may change them",
                standfirst="Fees are set once a year; only the harbour council can stop it.",
                date=DAY,
                domain="Economy & Trade",
                author="A. Writer",
                approved_by="B. Editor",
                blocks=(
                    TakeBlock(
                        kind="paragraph",
                        runs=(TakeRun(text="Fees are set once a year.", style="strong", references=(1,)),),
                    ),
                    TakeBlock(
                        kind="paragraph",
                        runs=(
                            TakeRun(
                                text="A freeze needs the consent of the harbour council.", references=(1,)
                            ),
                        ),
                    ),
                ),
                references=(
                    TakeReference(
                        number=1,
                        key="harbours-10",
                        item_id="i-10",
                        item_version=1,
                        country="kr",
                        monitoring_date=DAY,
                        source_name="Ministry of Harbours",
                        headline="Container fees at three ports frozen until September",
                        headline_en="Container fees at three ports frozen until September",
                        language="en",
                        published_on=DAY,
                        url="https://harbours.example/r/10",
                        capture_id="c-10",
                    ),
                ),
                volume=(TakeVolume(date=DAY, items=1),),
            ),
        ),
        "developments": _developments(),
        "monitored": zero_kinds(
            news_media=57, government=6, city_state=1, foreign_service_advisory=1, business=1
        ),
        "risk_categories": (
            CategoryCount(category="risk.north_korea", name="North Korea", count=2),
            CategoryCount(
                category="risk.regulatory_enforcement", name="Regulatory Enforcement Actions", count=2
            ),
            CategoryCount(category="risk.civil_unrest", name="Civil Unrest", count=1),
            CategoryCount(category="risk.cyber_attacks", name="Cyber Attacks and Data Loss", count=1),
            CategoryCount(category="risk.extreme_weather", name="Extreme Weather Events", count=1),
            CategoryCount(category="risk.regulation", name="Regulation", count=1),
        ),
        "ops_categories": (
            CategoryCount(category="ops.operating_results", name="Operating Results", count=4),
            CategoryCount(category="ops.tech_development", name="Tech Development/Adoption", count=2),
        ),
        "risk_media": _risk_lines(),
        "ops_media": _ops_lines(),
        "government_releases": _government(),
        "embassy_business_releases": _embassy_business(),
        "reported": tuple(range(1, 15)),
        "left_out": (
            LeftOut(
                reason="out_of_scope",
                label="Out of scope: no risk or operations category applies",
                count=48,
                item_ids=tuple(f"it-f{place:07x}" for place in range(48)),
                details={},
            ),
            LeftOut(
                reason="duplicate",
                label="Another publisher’s copy of a reported item",
                count=2,
                item_ids=("it-c1", "it-c2"),
                details={"it-c1": "repeats item 1", "it-c2": "repeats item 1"},
            ),
            LeftOut(
                reason="quarantined",
                label="Refused by a gate",
                count=2,
                item_ids=("it-q1", "it-q2"),
                details={"it-q1": "its title is damaged: 3 replacement characters", "it-q2": "no body"},
            ),
        ),
        "outside_window": 412,
        "archived_pages_outside_window": 3,
        "notices": (
            Notice(
                part="Source kr_saebyeol_it",
                text="One of its two feeds did not answer; what it published may be missing.",
            ),
        ),
        "completeness": Completeness(
            sources_due=14,
            sources_reached=13,
            oldest_fetch_at=CUTOFF - timedelta(hours=23, minutes=41),
            newest_fetch_at=CUTOFF - timedelta(minutes=12),
            verdicts_passed=21,
            verdicts_failed=1,
            verdicts_warned=2,
            sources_not_in_archive=1,
            states={"healthy": 1, "degraded": 1, "dead": 1},
            sources=(
                _account("kr_hangang_daily", "Hangang Daily", "news_media"),
                _account(
                    "kr_saebyeol_it",
                    "새별 IT",
                    "news_media",
                    state="degraded",
                    state_detail="one of two feeds did not answer",
                    feeds_due=2,
                ),
                _account(
                    "xx_embassy",
                    "Embassy of Arcadia",
                    "embassy",
                    state="dead",
                    state_since=date(2026, 3, 6),
                    state_detail="503 three times",
                    feeds_reached=0,
                    feed_captures=0,
                    readings=0,
                    entries=0,
                    reported=0,
                    left_out=0,
                    outside_window=0,
                    pages_fetched=0,
                    pages_missing=0,
                    newest_capture_at=None,
                ),
            ),
        ),
    }
    return empty_edition(**(values | given))


def fictional_edition() -> Edition:
    """The full edition as the sample day prints it: every line from an invented outlet."""

    def mark(lines: tuple[Line, ...]) -> tuple[Line, ...]:
        return tuple(line.model_copy(update={"is_fictional": True}) for line in lines)

    def mark_groups(groups: tuple[CategoryLines, ...]) -> tuple[CategoryLines, ...]:
        return tuple(group.model_copy(update={"lines": mark(group.lines)}) for group in groups)

    edition = full_edition()
    government, embassy = edition.government_releases, edition.embassy_business_releases
    return edition.model_copy(
        update={
            "is_fictional": True,
            "risk_media": mark_groups(edition.risk_media),
            "ops_media": mark_groups(edition.ops_media),
            "government_releases": GovernmentReleases(
                national=mark(government.national), city_state=mark(government.city_state)
            ),
            "embassy_business_releases": EmbassyBusinessReleases(
                embassies=mark(embassy.embassies),
                advisories=mark(embassy.advisories),
                business=mark(embassy.business),
            ),
        }
    )
