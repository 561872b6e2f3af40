"""Hangul in Latin letters by the Revised Romanisation of Korea (Ministry of Culture notice 2000-8).

Family names are written as their bearers usually do (Kim, Lee, Park), which the notice leaves open; the
syllables of a given name stay apart with a hyphen and take no sound changes, as the notice asks.
"""

from __future__ import annotations

_FIRST = ("g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h")
_MIDDLE = (
    *(
        "a",
        "ae",
        "ya",
        "yae",
        "eo",
        "e",
        "yeo",
        "ye",
        "o",
        "wa",
        "wae",
        "oe",
        "yo",
        "u",
        "wo",
        "we",
        "wi",
        "yu",
    ),
    *("eu", "ui", "i"),
)
_LAST = (
    *("", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t"),
    *("ng", "t", "t", "k", "t", "p", "t"),
)
_FAMILY_NAMES = (
    "김 Kim, 이 Lee, 박 Park, 최 Choi, 정 Jeong, 강 Kang, 조 Cho, 윤 Yoon, 장 Jang, 임 Lim, 한 Han, "
    "오 Oh, 서 Seo, 신 Shin, 권 Kwon, 황 Hwang, 안 Ahn, 송 Song, 전 Jeon, 홍 Hong, 유 Yoo, 고 Ko, "
    "문 Moon, 양 Yang, 손 Son, 배 Bae, 백 Baek, 허 Heo, 남 Nam, 심 Shim, 노 Roh, 하 Ha, 곽 Kwak, "
    "성 Sung, 차 Cha, 주 Joo, 우 Woo, 구 Koo, 민 Min, 나 Na, 진 Jin, 지 Ji, 엄 Eom, 채 Chae, 원 Won, "
    "천 Cheon, 방 Bang, 공 Kong, 현 Hyun, 함 Ham, 변 Byun, 염 Yeom, 여 Yeo, 추 Choo, 도 Do, 석 Seok, "
    "선 Sun, 설 Seol, 마 Ma, 길 Gil, 연 Yeon, 위 Wi, 표 Pyo, 명 Myung, 기 Ki, 반 Ban, 라 Ra, 왕 Wang, "
    "금 Keum, 옥 Ok, 육 Yuk, 인 In, 맹 Maeng, 제 Je, 모 Mo, 탁 Tak, 국 Kook, 어 Eo, 은 Eun, 편 Pyeon, "
    "용 Yong"
)
_FAMILY = dict(pair.split() for pair in _FAMILY_NAMES.split(", "))
_GIVEN_FIRST = frozenset(
    "가강건경계관광교권귀규근금기길나남다대덕도동두래만명무문미민백범별병복봉부사삼상새서석선설성세송수숙순슬승시신안양여연영예오옥완"
    "요용우운웅원월유윤은의이익인일재정제종주준중지진차찬창채천철초춘충치태택판평필하학한해헌혁현형혜호홍화환효후훈휘흥희"
)
_GIVEN_LAST = frozenset(
    "강건경곤관광교권균근금기길덕돈득락란래량련렬령례록룡률름림만맹명모묵문미민배백범별병복봉빈빛삼상서석선섭성송수숙순숭슬승식신실심아"
    "안애언엽영예옥온완왕용우욱운웅원유윤율인일임재점정제조종주준중지진찬창채천철출춘충태택필학향헌혁현협형혜호홍화환활효후훈휘흠희"
)
"""Usual syllables of given names, without those that end many other words (대 of universities, 의, 해, 한, 동)."""
_FIRST_SYLLABLE, _LAST_SYLLABLE = 0xAC00, 0xD7A3


class NotHangulError(ValueError):
    """A letter that is no Hangul syllable."""


def syllable(letter: str) -> str:
    """One syllable by itself: 독 → dok. Raises NotHangulError."""
    code = ord(letter)
    if not _FIRST_SYLLABLE <= code <= _LAST_SYLLABLE:
        raise NotHangulError(f"{letter!r} is no Hangul syllable")
    first, rest = divmod(code - _FIRST_SYLLABLE, 21 * 28)
    middle, last = divmod(rest, 28)
    return _FIRST[first] + _MIDDLE[middle] + _LAST[last]


def is_like_a_name(word: str) -> bool:
    """Whether a word of three syllables is built as a Korean name is; a title must stand by it to make it sure."""
    return len(word) == 3 and word[0] in _FAMILY and word[1] in _GIVEN_FIRST and word[2] in _GIVEN_LAST


def person(name: str) -> str:
    """A name of a family syllable and a given name: 홍길동 → Hong Gil-dong. Raises KeyError for no family name."""
    return f"{_FAMILY[name[0]]} {'-'.join(map(syllable, name[1:])).capitalize()}"
