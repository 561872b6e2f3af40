"""The English line of Japanese headlines: joints, negations, guards. The headlines are written for these tests."""

from __future__ import annotations

import pytest

from briefing.enrichment.entities import GazetteerFinder
from briefing.enrichment.figures import find_figures
from briefing.enrichment.translation.line import Line, read_line
from briefing.enrichment.translation.structured import HEADLINE


def read(title: str) -> Line:
    figures = [figure for figure in find_figures(title, (), "ja") if figure.paragraph == HEADLINE]
    return read_line(title, "ja", figures)


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("強盗事件を受け、警備強化", "following robbery, strengthening of security"),
        ("銀行強盗で男女逮捕", "bank robbery: man and woman arrested"),
        ("深刻な被害", "serious damage"),
        ("姫路市長が続投", "Himeji mayor: stay in office"),
        ("松本市長選が告示", "Matsumoto City mayoral election: official announcement"),
        ("英、ロシアに追加制裁", "UK: Russia, additional sanctions"),
        ("米、関税引き上げ", "US: tariff increase"),
        ("7月の米消費者物価", "July, US consumer prices"),
        ("7月の輸出は5%増", "July exports: 5% increase"),
        ("日経平均300円高", "Nikkei 225, 300 yen rise"),
        ("政府、年内に増税へ", "government: within the year, toward tax increase"),
        ("首相、地震対策を見直す", "prime minister: review of earthquake measures"),
        ("株価 一時1200円超値下がり", "share price; at one point over 1,200 yen price fall"),
        ("工場が一時閉鎖", "factory: temporary closure"),
        ("間もなく投票終了", "soon, vote end"),
        ("戦闘機墜落、炎上", "fighter jet crash in flames"),
        ("首相の発言が炎上", "prime minister remarks: online backlash"),
        ("物価高止まり続く", "prices remaining high continue"),
        ("総裁「利上げ急がない」", "president or governor, “rate hike not rush”"),
        ("一部の兵士が帰国", "some soldiers: return home"),
        ("在イラク米大使館に攻撃", "US embassy in Iraq, attack"),
        ("駐イスラエル大使が会見", "ambassador to Israel: press conference"),
        ("副幹事長が会見", "deputy secretary-general: press conference"),
        ("前副知事が立候補", "former vice governor: candidacy"),
        ("国務次官補が来日", "assistant secretary of state: visit to Japan"),
        ("首相経験者が会合", "former prime ministers: meeting"),
        ("汚染土の最終処分", "… final disposal"),
        ("女性殺害事件で男逮捕", "killing of a woman: man arrested"),
        ("社長が責任を明らかにした", "company president: disclosure of responsibility"),
        ("首相、要請に応じる考え", "prime minister: demand, comply with, intention"),
    ],
)
def test_lines(title: str, line: str) -> None:
    assert read(title).text == line


@pytest.mark.parametrize(
    ("title", "negation"),
    [
        ("首相、責任を認めず", "not admit responsibility"),
        ("合意には至らず", "not reach"),
        ("政府は関与を否定せず", "not deny involvement"),
        ("事故の原因は確認されていない", "not confirm"),
        ("負傷者はいない", "no injured people"),
        ("住民は被害を訴えていない", "not speak out on damage"),
        ("戦争ではない", "not war"),
        ("合意見通せず", "no prospect"),
        ("計画を白紙撤回", "full withdrawal"),
        ("株価下落止まらず", "not halt"),
        ("増税すべきではない", "should not"),
        ("不拡大方針", "no expansion policy"),
        ("未公開文書", "undisclosed document"),
    ],
)
def test_a_negation_of_any_form_stays(title: str, negation: str) -> None:
    assert negation in read(title).text


@pytest.mark.parametrize(
    ("title", "never"),
    [
        ("豪副首相が辞任", (" prime minister: resignation",)),  # only behind "deputy"
        ("菅元首相らと会談", ("prime minister",)),
        ("プロ野球タイの18連続", ("Thailand",)),
        ("写真甲子園が開幕", ("baseball",)),
        ("日中の気温は上昇", ("China",)),
        ("山中市長が会見", ("mountain",)),
        ("運転手が引き返す", ("bring back",)),
        ("大船の会社が破産", ("ship",)),
        ("大平和弘氏の研究", ("peace",)),
        ("出雲松島を望む船", ("Songdo",)),
        ("唐津市で火災", ("Dangjin",)),
        ("コメ菓子を回収", ("recall",)),
        ("住民に賛否をたずねた", ("not",)),
        ("水戸社長が会見", ("Mito",)),
        ("男子400障害で2位", ("disability",)),
        ("ロンドン株9日 反発", ("backlash",)),
        ("残土の処分場所", ("disciplinary",)),
        ("関税分が相殺される", ("kill",)),
        ("熱がぶり返す", ("bring back",)),
        ("会場に飾った花", ("crown",)),
        ("1軍の舞台へ", ("military",)),
        ("最後は間違いなく一番", ("not",)),
        ("9日韓国で会談", ("Japan",)),
        ("家電を間仕切りに", ("cut",)),
        ("異論押し切る", ("cut",)),
        ("若手3人が代表メンバー入り", ("leader",)),
        ("目標を先送り", ("send",)),
        ("敵国の首都圏を攻撃", ("Tokyo",)),
        ("避難生活送る人々", ("send",)),
        ("事故に心を痛める", ("harm",)),
        ("株価が強含む", ("include",)),
        ("文書の一部不開示取り消し", (" disclosure",)),
        ("猛烈なしけ予想", ("no",)),
        ("県代表・南学園", ("leader",)),
        ("外交員が訪問販売", ("diplomacy",)),
        ("10日朝に到着", ("Korea",)),
    ],
)
def test_what_the_headline_does_not_say_is_not_in_its_line(title: str, never: tuple[str, ...]) -> None:
    text = read(title).text
    assert not [word for word in never if word in text.replace("deputy prime minister", "")]


def test_a_passive_is_no_active() -> None:
    assert "be" not in read("男性が刺され死亡").text.split()
    assert "stabbed" in read("男性が刺され死亡").text
    assert "attacked" in read("クマに襲われ、男性重傷").text


@pytest.mark.parametrize(
    ("title", "places"),
    [
        ("10日朝に到着", []),
        ("9日韓国で会談", ["South Korea"]),
        ("10日米国へ出発", ["United States"]),
        ("9日中国に到着", ["China"]),
        ("10日日米首脳会談", ["Japan", "United States"]),
        ("日朝協議を再開", ["Japan", "North Korea"]),
    ],
)
def test_a_day_of_the_month_is_no_country(title: str, places: list[str]) -> None:
    assert [entity.name_en for entity in GazetteerFinder().find(title, (), "ja")] == places
