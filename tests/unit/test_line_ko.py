"""The structured line of Korean headlines: what is read of them, and what words that only look alike must not say.

All headlines are invented.
"""

from __future__ import annotations

import pytest

from briefing.enrichment.figures import find_figures
from briefing.enrichment.translation.line import read_line


def line(title: str) -> str:
    return read_line(title, "ko", find_figures(title, (), "ko")).text


@pytest.mark.parametrize(
    ("title", "english"),
    [
        # fixed phrases of several words
        (
            "제주 앞바다서 어선 전복…선원 3명 실종",
            "Jeju waters off: fishing boat capsized; crew, 3 people missing",
        ),
        (
            "검찰, 내란 우두머리 혐의 사형 구형",
            "prosecution: insurrection ringleader charge death penalty sought",
        ),
        ("코스피, 외국인 순매도에 하락 마감", "KOSPI: foreign net selling, close lower"),
        ("개인정보 유출 의혹 제기", "personal data leak allegations raised"),
        ("전국에 비…낮 최고 31도", "nationwide, rain; daytime high, 31°C"),
        ("금융위기 우려에 은행주 급락", "financial crisis concern, bank stock plunge"),
        ("휴전 협상 결렬…공습 재개", "ceasefire talk breakdown; resumption of airstrike"),
        ("서로 다른 의견", "different opinion"),
        # postpositions stand in front of all that belongs to them, and part it from what follows
        ("피해자 보호 위해 신상 공개 금지", "for victim protection, disclosure of identity ban"),
        (
            "정부, 추석 앞두고 물가 안정 대책 발표",
            "government: ahead of Chuseok, price stability measure announcement",
        ),
        ("뉴욕증시, 금리 인하 기대 속 강세 출발", "New York stocks, amid rate cut expectations, open higher"),
        ("시험비행 중 전투기 추락", "during test flight, fighter jet crash"),
        ("시세 대비 53배", "compared with market price, 53 times"),
        ("반도체 수출 전년 대비 12% 증가", "chip exports, from a year earlier, 12% increase"),
        # titles stand before their names
        ("박준영 교수 별세", "Professor Park Jun-yeong dies"),
        ("김혜경 여사, 경로당 방문", "Mrs. Kim Hye-kyung: senior center visit"),
        ("김민수 시의원 사퇴", "City Councilor Kim Min-su resignation"),
        ("이창용 한은 총재 별세", "BOK Governor Rhee Chang-yong dies"),
        ("용인시장, 공장 방문", "mayor of Yongin, factory visit"),
        # negations
        ('외교부 "내정간섭 말라" 반발', "Foreign Ministry: “no interference in internal affairs”, backlash"),
        ("이란, 핵무기 포기할 수 없다", "Iran: no nuclear weapons abandonment"),
    ],
)
def test_a_reader_understands_what_it_is_about(title: str, english: str) -> None:
    assert line(title) == english


@pytest.mark.parametrize(
    ("title", "english"),
    [
        ("멕시코 북부 도시 시장 또 피살", "Mexico north city mayor killed"),  # no market
        ("전시장 화재로 관람객 대피", "exhibition hall fire, visitor evacuation"),  # no former market
        ("육군참모총장, 현장 방문", "army chief of staff, scene visit"),  # no university president
        ("美상무 방한", "US commerce secretary visit to South Korea"),  # no executive director
        (
            "북한, 신형 순항미사일 시험발사 실시",
            "North Korea: implementation of new-type cruise missile test launch",
        ),
        ("식품 안전성 검사 모두 적합", "food safety test all suitable"),  # no prosecutor
        (
            "지역의사제 도입 법안 국회 통과",
            "regional doctor system introduction bill National Assembly passage",
        ),
        ("민간인 사망자 500명 넘어", "civilian deaths, over 500 people"),  # no private sector
        ("지적장애 여성 실종", "intellectual disability women missing"),  # no criticism
        ("사망설 배우 근황", "death rumor actor recent life"),  # no Lunar New Year
        ("서울교통공사 파업 예고", "Seoul Metro strike notice"),  # no construction work
        ("북미 시장 진출", "North America market entry"),
        ("북미 대화 재개", "resumption of North Korea–US dialogue"),
        ("외국어 배우는 노인들", "… elderly"),  # they learn, no actor
        ("사고 보니 가짜 명품", "… fake luxury goods"),  # bought, no accident
        ("코스피 정체 전망", "KOSPI … outlook"),  # stagnation, no identity
        ("핵 보유 용인할 가능성", "nuclear holding … possibility"),  # tolerate, no Yongin
        # whose envoy, spokesperson, chief of staff: the leader himself is none
        ("푸틴 특사 다음 주 방중", "special envoy of Vladimir Putin, next week visit to China"),
        ("트럼프 비서실장 사퇴", "chief of staff of Donald Trump resignation"),
        ("강훈식 비서실장 방미", "Chief of Staff Kang Hoon-sik visit to the US"),
        ("핵 개발 포기 선언", "nuclear development abandonment declaration"),
        ("경영권 매각 의사 철회", "management control, intention of sale withdrawal"),  # no doctors
        ("의사 3000명 집회", "doctors, 3,000 people, rally"),
        ("임금 협상 여지 남아", "wage negotiation room …"),  # remains, no boy
        ("중국 선양 공장 화재", "China, Shenyang factory fire"),
        ("독립운동 공훈 선양 사업", "independence movement … project"),  # exaltation, no Shenyang
        ("투자액 20억원에 그쳐", "… only 2 billion won"),  # no halt
        ("횡령 혐의 부인", "denial of embezzlement charge"),  # no wife
        ("총리 부인 방일", "prime minister wife visit to Japan"),
        ("총리, 축하에 사의 전해", "prime minister: congratulations …"),  # thanks, no resignation
        ("해킹에 안 뚫린 서버", "hacking, not be breached, server"),
        ("직원들은 항의", "staff: protest"),  # a plural, no hearing
        ("장모(35)씨 체포", "… arrest"),  # a Mr. Jang, no mother-in-law
        ("국힘 韓 제명 확정", "People Power Party Han expulsion confirmation"),  # no South Korea
        ("북, 평양서 열병식", "North Korea: Pyongyang, military parade"),
        ("미·이스라엘 정상 통화", "US and Israel leaders phone call"),
        ("매수 사이트카 발동", "buy-side trading curb invoke"),  # no website
        ("탈모 치료법 개발", "hair loss treatment development"),  # no law
        ("수백 명의 시민 대피", "hundreds … citizen evacuation"),  # no name
        ("화재 신고가 접수", "fire report received"),  # no new high
        ("태양광 발전 확대", "expansion of solar power generation"),
        ("달러 대비 원화 급락", "compared with dollar, the won plunge"),
        ("3·4분기 실적 감소", "third quarter results decrease"),  # no fourth
        ("유가 급등하자 대책", "oil price surge, measures"),  # an ending, no defects
        ("아파트 하자 민원 급증", "apartment defect civil complaint surge"),
        ("러시아 외무부 발표", "Russian Foreign Ministry announcement"),  # no minister
        ("미, 관세 인상", "US: tariff increase"),
        ("한우·사과·토마토 가격", "Korean beef … price"),  # apples
        ("매출 늘었지만…절반이 적자", "sales increase, but; half, deficit"),
        ("국회 앞 인도서 집회", "National Assembly … rally"),  # a pavement, no India
        ("사흘 전 경찰에 신고", "three days ago police, report"),  # no former police
        ("예산 대비 경제효과 3배", "compared with budget, economy effect, 3 times"),
        ("국군의 날 시가행진 취소", "cancellation of Armed Forces Day street parade"),  # no market value
        ("정상회담 준비 착수", "summit preparation start work"),
        ("한국 여권 파워 2위", "South Korea passport power No. 2"),  # no ruling camp
        ("특검법 공포 즉시 발효", "special counsel bill upon promulgation take effect"),  # no fear
        ("전 세계 시장 공략", "… world market target"),  # all, not former
        ("특허청장 사퇴", "patent chief resignation"),  # the chief, not the office
        ("위원회 22일 안 열기로", "committee … not hold"),  # no enthusiasm
        ("후임 시장이 뒤집은 사업", "successor … project"),  # no market
        ("정부, 회담설 부인", "government: denial of rumored talks"),  # no wife
        ("카드 재발급 급증", "card … surge"),  # no recurrence
    ],
)
def test_words_that_look_alike_do_not_mislead(title: str, english: str) -> None:
    assert line(title) == english


def test_what_follows_a_negated_verb_is_no_object_of_it() -> None:
    assert "purchase" in line("투자 말라는데 매수")
    assert line("투자 말라는데 매수").startswith("do not invest")
    assert "," in line("투자 말라는데 매수")


def test_a_label_that_was_not_read_is_no_gap_and_a_clause_is() -> None:
    assert read_line("기준금리 동결 [뷁뷁]", "ko", ()).text == "key interest rate freeze"
    assert read_line("[뷁뷁] 기준금리 동결", "ko", ()).text == "key interest rate freeze"
    assert read_line("뷁뷁… 기준금리 동결", "ko", ()).text == "…; key interest rate freeze"
    assert read_line("기준금리 동결[수정]", "ko", ()).text == "key interest rate freeze (correction)"
