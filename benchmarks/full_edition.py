"""A full edition made in code: hundreds of invented items in six scripts, with Developments. The same numbers, the
same bytes."""

from __future__ import annotations

import random
from datetime import timedelta

from briefing.records.edition import (
    CategoryCount,
    CategoryLines,
    Development,
    DevelopmentParagraph,
    Edition,
    EmbassyBusinessReleases,
    GovernmentReleases,
    LeftOut,
    LeftOutItem,
    Line,
    LineCarrier,
    Notice,
    Reference,
)
from briefing.records.importance import Importance
from briefing.records.sentence import Sentence
from briefing.taxonomy.categories import taxonomy
from tests.unit.edition_sample import CUTOFF, DAY, empty_edition, make_line, named, zero_kinds

# Invented sentences, each with what an engine might make of it.
_SAID = {
    "ko": (
        (
            "한강부두공사는 10일 새 크레인 14기를 들여오는 데 2,300억원을 쓰겠다고 밝혔다.",
            "Hangang Pier Corporation said on the 10th that it would spend 230 billion won on 14 new cranes.",
        ),
        (
            "시의회는 야간 작업 수당을 12퍼센트 올리는 조례안을 가결했다.",
            "The city council passed an ordinance that raises night-work allowances by 12 percent.",
        ),
        (
            "노조는 협상이 깨지면 19일부터 부두 세 곳에서 일을 멈추겠다고 예고했다.",
            "The union announced that it would stop work at three piers from the 19th if talks broke down.",
        ),
    ),
    "ja": (
        (
            "港湾局は十日、新しい岸壁の工事を来年四月に始めると発表した。",
            "The harbour bureau announced on the 10th that work on the new quay would begin in April next year.",
        ),
        (
            "電力会社は夏の予備率が三・八パーセントまで下がる見通しを示した。",
            "The power company expects its reserve margin in summer to fall to 3.8 percent.",
        ),
        (
            "労働組合は平均一万二千円の賃上げを求めて交渉に入った。",
            "The labour union entered talks, asking for an average raise of 12,000 yen.",
        ),
    ),
    "zh-Hans": (
        (
            "市场监管部门对三家平台企业开出总计四亿二千万元的罚单。",
            "The market regulator fined three platform companies 420 million yuan in all.",
        ),
        (
            "新规要求跨境数据在出境前完成安全评估，自六月一日起施行。",
            "New rules demand a security assessment before data cross the border, from June 1.",
        ),
        (
            "造船厂表示今年前两个月新接订单同比增长一成八。",
            "The shipyard said that new orders in the first two months rose by 18 percent on the year.",
        ),
    ),
    "zh-Hant": (
        (
            "經濟部公布離岸風電第三階段的遴選結果，共有五家業者入選。",
            "The economics ministry published the third round of offshore wind selection: five operators.",
        ),
        (
            "晶圓廠將在南部投資一百二十億元擴建封裝產線。",
            "The foundry will invest 12 billion dollars in the south to expand packaging lines.",
        ),
        (
            "勞動部預告調整基本工資審議時程，徵求意見三十天。",
            "The labour ministry gave notice of a change in the minimum wage schedule, with 30 days for comment.",
        ),
    ),
    "vi": (
        (
            "Bộ Công Thương cho biết kim ngạch xuất khẩu tháng hai đạt 31,2 tỷ USD, tăng 9,4%.",
            "The industry ministry said that exports in February reached 31.2 billion dollars, up 9.4 percent.",
        ),
        (
            "Cảng nước sâu phía nam bắt đầu đón tàu container trọng tải 200.000 tấn.",
            "The deep-water port in the south began to receive container ships of 200,000 tonnes.",
        ),
        (
            "Công đoàn đề nghị tăng lương tối thiểu vùng thêm 6,5% từ tháng bảy.",
            "The union proposes to raise the regional minimum wage by 6.5 percent from July.",
        ),
    ),
    "hi": (
        (
            "मंत्रालय ने मंगलवार को बंदरगाह शुल्क 8 प्रतिशत घटाने की अधिसूचना जारी की।",
            "The ministry notified on Tuesday a cut of port charges by 8 percent.",
        ),
        (
            "कंपनी ने कहा कि नया संयंत्र अगले वर्ष 4,500 लोगों को रोजगार देगा।",
            "The company said that the new plant would employ 4,500 people next year.",
        ),
        (
            "राज्य सरकार ने निवेश प्रोत्साहन नीति की समीक्षा के लिए समिति बनाई।",
            "The state government formed a committee to review its investment incentives.",
        ),
    ),
    "en": (
        ("The regulator opened an inquiry into three lenders over loans worth 4.2 billion won.",) * 2,
        ("Shipments of memory rose by 14 percent in February, the customs service said.",) * 2,
        ("The chamber asked for two more years before the reporting rule takes effect.",) * 2,
    ),
}
_OUTLETS = (
    "Hangang Daily",
    "Namsan Wire",
    "Busan Ledger",
    "Harbour Gazette",
    "East Sea Journal",
    "Pier Observer",
)


def full_edition(items: int = 300, developments: int = 5, seed: int = 7, version: int = 1) -> Edition:
    """An edition of so many items: six of ten under risk, three under operations, the rest releases."""
    chance = random.Random(seed)
    risk, ops = list(taxonomy().risk), list(taxonomy().ops)
    lines: list[Line] = []
    for place in range(items):
        is_release = place >= items * 9 // 10
        is_risk = place < items * 6 // 10
        pool = risk if is_risk or is_release else ops
        category = pool[min(int(chance.expovariate(1 / 6)), len(pool) - 1)]
        lines.append(_line(place, chance, category, is_risk or is_release, is_release))
    media = [line for line in lines if line.kind == "news_media"]
    lines = _numbered(
        _grouped([x for x in media if not x.ops_category])
        + _grouped([x for x in media if x.ops_category])
        + [x for x in lines if x.kind != "news_media"]
    )
    media = [line for line in lines if line.kind == "news_media"]
    rest = [line for line in lines if line.kind != "news_media"]
    kinds = {
        kind: sum(x.kind == kind for x in lines)
        for kind in ("news_media", "government", "embassy", "business")
    }
    kinds["news_media"] += 60
    return empty_edition(
        version=version,
        developments=tuple(_development(number, lines, chance) for number in range(developments)),
        monitored=zero_kinds(**kinds),
        risk_categories=_counts([x for x in lines if not x.ops_category], "risk"),
        ops_categories=_counts(lines, "ops"),
        risk_media=_groups([x for x in media if not x.ops_category]),
        ops_media=_groups([x for x in media if x.ops_category]),
        government_releases=GovernmentReleases(
            national=tuple(x for x in rest if x.kind == "government"), city_state=()
        ),
        embassy_business_releases=EmbassyBusinessReleases(
            embassies=tuple(x for x in rest if x.kind == "embassy"),
            advisories=(),
            business=tuple(x for x in rest if x.kind == "business"),
        ),
        reported=tuple(x.number for x in lines),
        left_out=(_left_out(chance),),
        notices=(Notice(part="archive", text="2 sources are not in this archive, of 81."),),
    )


def _line(place: int, chance: random.Random, category: object, is_risk: bool, is_release: bool) -> Line:
    language = chance.choice(list(_SAID))
    said = [_SAID[language][(place + i) % 3] for i in range(chance.randint(2, 3))]
    is_english = language == "en"
    score = chance.randint(10, 60)
    outlet = chance.randrange(len(_OUTLETS))
    return make_line(
        place + 1,
        kind=chance.choice(("government", "embassy", "business")) if is_release else "news_media",
        source_id=f"kr_outlet_{outlet}",
        source_name=_OUTLETS[outlet],
        language=language,
        language_label="English" if is_english else "Local Language",
        headline_original=None if is_english else said[0][0],
        headline_en=f"{said[0][1][:70].rstrip()} ({place + 1})",
        headline_basis="original" if is_english else "translated",
        risk_category=category.id if is_risk else "risk.undetermined",  # type: ignore[attr-defined]
        risk_category_name=category.name if is_risk else "Undetermined",  # type: ignore[attr-defined]
        ops_category=None if is_risk else category.id,  # type: ignore[attr-defined]
        ops_category_name=None if is_risk else category.name,  # type: ignore[attr-defined]
        importance=Importance(
            score=score,
            severity=score,
            independence=0,
            reach=0,
            official=0,
            novelty=0,
            relevance=0,
            reasons=(),
        ),
        published_at=CUTOFF - timedelta(minutes=3 * place),
        summary=tuple(
            Sentence(original=o, text_en=e, paragraph=i, start=0, end=len(o), score=0.5)
            for i, (o, e) in enumerate(said)
        ),
        summary_basis="extracted" if is_english else "translated",
        entities=(named("organisation", "한강부두공사", "Hangang Pier Corporation"),)
        if place % 7 == 0
        else (),
        carriers=tuple(
            LineCarrier(
                item_id=f"it-c{place}-{n}",
                source_id=f"kr_outlet_{n}",
                source_name=_OUTLETS[n],
                title=said[0][0],
                url=f"https://outlet-{n}.example/{place}",
            )
            for n in range(2)
        )
        if place % 9 == 0
        else (),
    )


def _grouped(lines: list[Line]) -> list[Line]:
    return [line for group in _groups(lines) for line in group.lines]


def _groups(lines: list[Line]) -> tuple[CategoryLines, ...]:
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(str(line.ops_category or line.risk_category), []).append(line)
    return tuple(
        CategoryLines(
            category=key, name=str(own[0].ops_category_name or own[0].risk_category_name), lines=tuple(own)
        )
        for key, own in sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    )


def _numbered(lines: list[Line]) -> list[Line]:
    return [line.model_copy(update={"number": number}) for number, line in enumerate(lines, 1)]


def _counts(lines: list[Line], axis: str) -> tuple[CategoryCount, ...]:
    found: dict[str, tuple[str, int]] = {}
    for line in lines:
        key, name = (
            (line.risk_category, line.risk_category_name)
            if axis == "risk"
            else (line.ops_category, line.ops_category_name)
        )
        if key and name:
            found[key] = (name, found.get(key, (name, 0))[1] + 1)
    rows = [CategoryCount(category=key, name=name, count=count) for key, (name, count) in found.items()]
    return tuple(sorted(rows, key=lambda row: (-row.count, row.name)))


def _development(number: int, lines: list[Line], chance: random.Random) -> Development:
    members = chance.sample(lines, 6)
    return Development(
        story_id=f"st-development-{number}",
        headline=members[0].headline_en,
        headline_original=members[0].headline_original,
        headline_basis=members[0].headline_basis,
        date=DAY,
        domain=members[0].domain,
        standfirst=members[0].summary[0].text_en or "",
        standfirst_language="en",
        publishers=4,
        copies=6,
        paragraphs=tuple(
            DevelopmentParagraph(
                key=line.summary[0].text_en or "",
                support=tuple(s.text_en or "" for s in line.summary[1:]),
                language="en",
                lines=(line.number,),
            )
            for line in members
        ),
        references=tuple(
            Reference(
                line=line.number,
                source_name=line.source_name,
                headline=line.headline_original or line.headline_en,
                url=line.url,
            )
            for line in members
        ),
    )


def _left_out(chance: random.Random) -> LeftOut:
    items = tuple(
        LeftOutItem(
            item_id=f"it-left-{n}",
            source_name=chance.choice(_OUTLETS),
            title=chance.choice(_SAID["ko"])[0],
            url=f"https://outlet.example/left/{n}",
            detail="",
        )
        for n in range(60)
    )
    return LeftOut(
        reason="out_of_scope",
        label="Out of scope: no risk or operations category applies",
        count=60,
        item_ids=tuple(item.item_id for item in items),
        details={},
        items=items,
    )
