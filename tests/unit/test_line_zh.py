"""The English line of Chinese headlines, both scripts: grammar, guards, names. Every headline is invented."""

from __future__ import annotations

import pytest

from briefing.enrichment.figures import find_figures
from briefing.enrichment.translation.line import Line, read_line

HEADLINE = -1


def line(title: str, language: str = "zh-Hans") -> Line:
    figures = [figure for figure in find_figures(title, (), language) if figure.paragraph == HEADLINE]
    return read_line(title, language, figures)


SIMPLIFIED = [
    ("国务院常务会议研究促消费措施", "State Council executive meeting study boost consumption measures"),
    (
        "外交部回应美方加征关税：坚决反对",
        "foreign ministry: response to US side, impose tariffs: firm opposition",
    ),
    ("工厂爆炸致至少7人死亡", "factory explosion, leaving at least 7 people dead"),
    ("客车与货车相撞 3死14伤", "… truck collision; 3 dead 14 injured"),
    ("公司未获批准 项目暂停", "company not approved; project suspension"),
    ("稀土出口管制不会取消", "rare earth export controls, will not cancel"),
    ("中东部地区迎来大范围降雪", "central and eastern region … widespread snowfall"),
    ("第三次会议在京举行", "3rd meeting held in Beijing"),
    ("非化石能源发电量创新高", "non-fossil energy power output new high"),
    ("美商务部长：不排除对芯片加征关税", "US commerce secretary: not ruling out …, chip impose tariffs"),
    ("以军称在加沙地带展开搜查行动", "Israeli military says: Gaza start search operation"),
    (
        "俄方否认袭击核电站 乌方称设施受损",
        "Russian side denial, attack on nuclear power plant; Ukrainian side, say facility damaged",
    ),
    ("美加州多地停电", "US, California many places power cut"),
    ("全国政协主席会议在京召开", "CPPCC chairpersons' meeting held in Beijing"),
    (
        "开工建设水电站 总投资超300亿元",
        "start construction hydropower plant; … investment of over 30 billion yuan",
    ),
    ("央行连续降息 房市回暖", "central bank consecutive rate cut; real estate pick up"),
    ("民众举行抗议集会", "people: holding of protest rally"),
    ("香港特别行政区行政长官会见记者", "Hong Kong SAR chief executive, meeting with reporters"),
    ("外资撤离说法不实", "withdrawal false claim"),
    ("检方起诉前市长", "prosecutors indict former mayor"),
    ("省委副书记讲话", "deputy provincial party secretary speech"),
    ("副国务卿访华", "deputy secretary of state visit to China"),
    ("议员助理被捕", "lawmaker’s aide arrested"),
    ("前总统之子被捕", "former president’s son arrested"),
    ("部长级会议", "ministerial-level meeting"),
    ("难以达成协议", "hard to reach agreement"),
    ("叫停并购", "halt of acquisition"),
    ("未必降息", "not necessarily rate cut"),
    ("未遂政变", "attempted coup"),
    ("美国驻伊拉克大使馆遭袭", "US embassy in Iraq attacked"),
    ("驻日美军演习", "US forces in Japan exercise"),
    ("长江电力分红", "China Yangtze Power dividends"),
    (
        "副省长涉嫌严重违纪违法接受审查调查",
        "vice governor suspected of serious violations of discipline and law under investigation",
    ),
]

TRADITIONAL = [
    (
        "立法院三讀通過財劃法 民進黨團聲請釋憲",
        "Legislative Yuan passed in third reading fiscal allocation law; DPP caucus constitutional petition",
    ),
    ("台積電宣布赴美設廠 股價收紅", "TSMC: announcement of build plant in the US; share price close higher"),
    ("颱風來襲 全台停班停課", "typhoon approach; across Taiwan work and classes suspended"),
    ("國防部：共機12架次越中線", "defense ministry: PLA aircraft, 12 sorties cross the median line"),
    ("衛福部長：健保費率不調漲", "health minister: health insurance rate not raise"),
    ("美國務院：支持台灣自我防衛", "US State Department: support for Taiwan self-defense"),
    ("藍委質詢 卓榮泰：預算不刪減", "KMT legislator interpellation; Cho Jung-tai: budget, not …"),
    ("央行降息1碼 房市管制不鬆綁", "central bank quarter-point rate cut; housing curbs, not deregulation"),
    ("柬泰邊境爆發衝突 平民撤離", "Cambodia–Thailand border outbreak conflict; civilian evacuation"),
    ("男子酒駕撞死2人 遭聲押", "man drunk driving, killing 2 people; … detained"),
    ("移工墜樓亡", "migrant worker fall to death"),
    ("陸客來台人數增加", "mainland tourists, come to Taiwan number of people, increase"),
    ("台獨分子遭通緝 陸委會強烈抗議", "Taiwan independence activists … wanted; MAC strong protest"),
]


@pytest.mark.parametrize(("title", "expected"), SIMPLIFIED)
def test_lines_of_simplified_headlines(title: str, expected: str) -> None:
    assert line(title).text == expected


@pytest.mark.parametrize(("title", "expected"), TRADITIONAL)
def test_lines_of_traditional_headlines(title: str, expected: str) -> None:
    assert line(title, "zh-Hant").text == expected


@pytest.mark.parametrize(
    ("title", "misread"),
    [
        ("中东部降温明显", "Middle East"),
        ("直通伦敦航班恢复", "Thongloun"),
        ("等国民众集会", "nationals"),
        ("全国公开课开讲", "disclos"),
        ("连战连捷夺冠", "Lien Chan"),
        ("对美食节的评价", "US"),
        ("以高质量服务惠民", "Israel"),
        ("发布新作战概念", "Bondi"),
        ("特产价格涨跌互现", "Trump"),
        ("海湾村举行庙会", "Gulf"),
        ("遗属起诉神社", "indict"),
        ("第三方评估启动", "three"),
        ("大众召回汽车", "the public"),
        ("本土銀行裁員", "Land Bank"),
        ("动态维护机制", "developments"),
        ("日本人士呼吁对话", "Japanese people"),
        ("法国国民议会休会", "nationals"),
        ("航空城征收延期", "levy"),
        ("9日美国公布数据", "Japan"),
    ],
)
def test_a_part_of_another_word_is_not_read(title: str, misread: str) -> None:
    assert misread not in line(title).text


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("价格不会上涨", "will not"),
        ("谈判尚未结束", "not yet"),
        ("預算未獲通過", "not"),
        ("央行无意降息", "no"),
        ("降息非定局", "not settled"),
        ("极不负责任言论", "irresponsible"),
        ("申请未获批准", "not approved"),
    ],
)
def test_a_negation_is_never_lost(title: str, kept: str) -> None:
    assert kept in line(title).text


def test_both_scripts_say_the_same() -> None:
    simplified = line("经济学家警告：关税将推高通胀")
    traditional = line("經濟學家警告：關稅將推高通脹", "zh-Hant")
    assert simplified.text == traditional.text
    assert simplified.coverage == traditional.coverage == 1.0
