"""Lines of the site, the editor and the rights, and the sentences that speak of the same things and stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.extraction.boilerplate import (
    drop_signature,
    ends_article,
    heads_other_articles,
    is_no_article_line,
    is_wall,
)


@pytest.mark.parametrize(
    "line",
    [
        "김도윤 기자 doyun@haean.example",
        "<저작권자 ⓒ 해안일보, 무단 전재 및 재배포 금지>",
        "ⓒ 해안일보 무단전재-재배포 금지",
        "사진=해안시 제공",
        "▶ 카카오톡 제보하기",
        "담당부서 : 항만국",
        "（記事の無断転載を禁じます）",
        "写真：港湾局提供",
        "责任编辑：李明远",
        "（編輯：陳雅文）",
        "未经授权不得转载本网文章。",
        "扫码关注公众号",
        "上一篇：港口新闻",
        "Xem thêm: Cảng mở rộng giai đoạn hai",
        "यह भी पढ़ें: बंदरगाह का विस्तार",
        "Also read: Port opens its second terminal",
        "© 2026 Harbour Gazette. All rights reserved.",
        "Photo: Harbour Gazette",
        "ADVERTISEMENT",
        "Lesen Sie auch: Der Hafen wächst",
    ],
)
def test_lines_that_are_no_text(line: str) -> None:
    assert is_no_article_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "문체부는 무단 전재를 막기 위한 저작권 개정안을 다음 달 국회에 낸다고 10일 밝혔다.",
        "한국기자협회는 기자 300명이 참여한 설문 결과를 발표했다.",
        "著作権法の改正案が10日の本会議で可決された。",
        "国家版权局10日发布新规，要求平台在三个月内完成整改，逾期者将受到处罚。",
        "The copyright bill was passed on Tuesday after a debate of nine hours in the lower house.",
        "Read in full, the agreement leaves the tariff question open.",
        "Advertisement spending fell by nine per cent in the first quarter, the association said.",
        "Theo Bộ Giao thông, dự án sẽ khởi công vào tháng tới.",
        "",
    ],
)
def test_sentences_about_such_things_stay(line: str) -> None:
    assert not is_no_article_line(line)
    assert not heads_other_articles(line)
    assert not ends_article(line)


@pytest.mark.parametrize(
    "heading",
    [
        "[관련기사]",
        "▶ 많이 본 뉴스",
        "【関連記事】",
        "相关新闻：",
        "延伸閱讀",
        "Tin liên quan",
        "Related Stories",
        "More from Harbour Gazette",
        "Comments (12)",
    ],
)
def test_headings_over_other_articles(heading: str) -> None:
    assert heads_other_articles(heading)


@pytest.mark.parametrize(
    "line",
    [
        "この記事は有料会員限定です。残り 812文字",
        "로그인 후 전문을 볼 수 있습니다",
        "登录后可查看全文",
        "Vui lòng đăng nhập để đọc tiếp bài viết",
        "Subscribe to continue reading",
        "This story is only for subscribers",
    ],
)
def test_walls(line: str) -> None:
    assert is_wall(line)


def test_speaking_of_subscribers_is_no_wall() -> None:
    assert not is_wall("The operator said it lost 40,000 subscribers in the quarter.")
    assert not is_wall("가입자 4만 명이 회선을 해지했다고 통신사는 밝혔다.")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (
            "박 국장은 협의가 지난주에 모두 끝났다고 말했다. 김도윤 기자 doyun@haean.example",
            "박 국장은 협의가 지난주에 모두 끝났다고 말했다.",
        ),
        (
            "문의는 항만국으로 하면 된다고 시는 덧붙였다. (port@haean.example)",
            "문의는 항만국으로 하면 된다고 시는 덧붙였다.",
        ),
        ("port@haean.example", "port@haean.example"),
        ("가격은 3만 원 @ 항만시장", "가격은 3만 원 @ 항만시장"),
    ],
)
def test_the_reporters_address_behind_the_last_sentence(text: str, kept: str) -> None:
    assert drop_signature(text) == kept


@given(st.text(max_size=400))
def test_any_text_is_judged(text: str) -> None:
    assert is_no_article_line(text) in (True, False)
    assert drop_signature(text) == text[: len(drop_signature(text))]
