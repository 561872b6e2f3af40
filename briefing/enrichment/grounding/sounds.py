"""How words sound, roughly, across scripts: one letter per sound, so that a name can be looked for in any script.

English letters become sounds by spelling rules (``ph`` is f, ``c`` before e and i is s). Hangul is taken apart into
its letters, kana are read by Hepburn, Devanagari letter by letter with its unwritten a, and Chinese characters by
their Mandarin reading (the ``anyascii`` table). How often each language writes one sound for another was counted in
pairs of names (``benchmarks/sounds.py``).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from anyascii import anyascii
from numpy.typing import NDArray

from briefing.taxonomy.gazetteer import read_yaml

VOWELS = "aeiou"
WEAK = "@"
"""A vowel that only carries a consonant: Hangul ㅡ, the unwritten a of Devanagari."""
BORDER = "|"
"""Where a word ends: no name is expected to run over it."""
SOUNDS = "aeiou@bpmfvtdnlrgkhsSCjyzwN|"
_CODE = {sound: code for code, sound in enumerate(SOUNDS)}
_COSTS = Path(__file__).with_name("sound_costs.yml")


@dataclass(frozen=True)
class SoundModel:
    """What a language's transcriptions do to sounds, as costs (negative log odds against any text of the language).

    ``swapped[a, b]``: the name's sound a is written b; ``dropped[a]``: it is not written; ``added[b]``: b is
    written for nothing. ``weights`` turn cost, weight and length of a name and the logarithm of the text's length
    into log odds.
    """

    swapped: NDArray[np.float64]
    dropped: NDArray[np.float64]
    added: NDArray[np.float64]
    weights: tuple[float, ...]


@lru_cache(maxsize=8)
def sound_model(language: str) -> SoundModel:
    """The model of a base language (``zh``). Raises KeyError for one without: it writes names in Latin."""
    raw = read_yaml(_COSTS)[language]

    def read(numbers: list[int]) -> NDArray[np.float64]:
        return np.array(numbers, dtype=np.float64) / 100

    return SoundModel(
        np.array([read(raw["swapped"][sound]) for sound in SOUNDS]),
        read(raw["dropped"]),
        read(raw["added"]),
        tuple(float(weight) for weight in raw["weights"]),
    )


@dataclass(frozen=True)
class Sounds:
    """A text as codes of sounds. ``starts``/``ends``: 0 where a name may well begin or end, else a cost."""

    codes: NDArray[np.int8]
    starts: NDArray[np.float64]
    ends: NDArray[np.float64]


def cost(name: str, text: Sounds, model: SoundModel) -> float:
    """What it costs to hear a name (see ``english_sounds``) in the stretch of ``text`` that fits it best.

    Semi-global alignment (Sellers 1980), additions of any length by a running minimum.
    """
    added = model.added[text.codes]
    run = np.concatenate((np.zeros(1), np.cumsum(added)))
    row = text.starts
    for code in _codes(name):
        best = row + model.dropped[code]
        best[1:] = np.minimum(best[1:], row[:-1] + model.swapped[code, text.codes])
        row = np.minimum.accumulate(best - run) + run
    return float(np.min(row + text.ends))


def odds(name: str, text: Sounds, language: str) -> float:
    """Log odds that ``text`` holds the name: above 0 it rather does. -9 for a text or a name without a sound."""
    if not len(text.codes) or not name:
        return -9.0
    model = sound_model(language)
    features = (
        cost(name, text, model),
        weight(name),
        float(len(name)),
        float(np.log(len(text.codes) + 1)),
        1.0,
    )
    return sum(factor * feature for factor, feature in zip(model.weights, features, strict=True))


@lru_cache(maxsize=8192)
def weight(name: str) -> float:
    """Consonants count 1, vowels 0.35: short names of few consonants can be found anywhere by chance."""
    return sum(0.35 if sound in VOWELS else 1.0 for sound in name) or 1.0


@lru_cache(maxsize=8192)
def _codes(sounds: str) -> tuple[int, ...]:
    return tuple(_CODE[sound] for sound in sounds)


def join(parts: list[tuple[str, float, float]]) -> Sounds:
    """Pieces of a text with what it costs a name to begin and to end at their borders (inside a piece it costs
    more).
    """
    codes: list[int] = []
    starts: list[float] = [0.0]
    ends: list[float] = [0.0]
    for sounds, begin, end in parts:
        if not sounds:
            continue
        starts[-1] = begin
        codes += _codes(sounds)
        starts += [_INSIDE] * len(sounds)
        ends += [_INSIDE] * (len(sounds) - 1) + [end]
    return Sounds(np.array(codes, dtype=np.int8), np.array(starts), np.array(ends))


_INSIDE = 1.5


# --- English spelling

_SPELLING: tuple[tuple[str, str], ...] = (
    ("^mc", "mak"),
    ("^x(?=[aeiouy])", "S"),
    ("^(?:kn|gn|pn)", "n"),
    ("^wr", "r"),
    ("^ps", "s"),
    ("^zh", "C"),
    ("^hs", "S"),
    ("sch", "S"),
    ("tch", "C"),
    ("sh", "S"),
    ("ch", "C"),
    ("ph", "f"),
    ("th", "t"),
    ("kh", "h"),
    ("zh", "C"),
    ("gh(?=[aeiou])", "g"),
    ("gh", ""),
    ("ck", "k"),
    ("qu", "kw"),
    ("q", "C"),
    ("dg(?=e)", "C"),
    ("ts|tz", "C"),
    ("x", "ks"),
    ("c(?=[eiy])", "s"),
    ("c", "k"),
    ("tion\\b", "San"),
    ("wh", "w"),
    ("ng(?![aeiou])", "N"),
    ("g(?=[ei])", "g"),
    ("j", "C"),
    ("(?<=[aeiou])y(?=[aeiou])", "y"),
    ("^y(?=[aeiou])", "y"),
    ("y", "i"),
    ("ee|ea", "i"),
    ("oo|ou", "u"),
    ("(?<=[^aeiou])e$", ""),
    ("aw|au", "o"),
    ("(?<=[aeo])w(?![aeiou])", "u"),
)
_RULES = tuple((re.compile(pattern), sound) for pattern, sound in _SPELLING)


@lru_cache(maxsize=8192)
def english_sounds(word: str) -> str:
    """A Latin word as sounds; letters with marks lose them."""
    plain = "".join(
        char
        for char in unicodedata.normalize("NFKD", word.replace("đ", "d").replace("Đ", "D"))
        if not unicodedata.combining(char)
    )
    plain = re.sub("[^a-z]", "", anyascii(plain).lower())
    for pattern, sound in _RULES:
        plain = pattern.sub(sound, plain)
    plain = re.sub(r"([a-zA-Z])\1+", r"\1", plain)
    return "".join(char for char in plain if char in _CODE)


# --- Korean

_INITIALS = ("g", "g", "n", "d", "d", "r", "m", "b", "b", "s", "s", "", "C", "C", "C", "k", "t", "p", "h")
_MEDIALS = (
    *("a", "e", "ya", "ye", "o", "e", "yo", "ye", "o", "wa", "we"),
    *("we", "yo", "u", "wo", "we", "wi", "yu", WEAK, "wi", "i"),
)
_FINALS = (
    *("", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m"),
    *("p", "p", "s", "s", "N", "t", "t", "k", "t", "p", "h"),
)


def _hangul(char: str) -> str:
    code = ord(char) - 0xAC00
    return _INITIALS[code // 588] + _MEDIALS[code % 588 // 28] + _FINALS[code % 28]


# --- Kana

_KANA_ROWS = {
    "ア": "a",
    "イ": "i",
    "ウ": "u",
    "エ": "e",
    "オ": "o",
    "カ": "ka",
    "キ": "ki",
    "ク": "ku",
    "ケ": "ke",
    "コ": "ko",
    "サ": "sa",
    "シ": "Si",
    "ス": "su",
    "セ": "se",
    "ソ": "so",
    "タ": "ta",
    "チ": "Ci",
    "ツ": "Cu",
    "テ": "te",
    "ト": "to",
    "ナ": "na",
    "ニ": "ni",
    "ヌ": "nu",
    "ネ": "ne",
    "ノ": "no",
    "ハ": "ha",
    "ヒ": "hi",
    "フ": "fu",
    "ヘ": "he",
    "ホ": "ho",
    "マ": "ma",
    "ミ": "mi",
    "ム": "mu",
    "メ": "me",
    "モ": "mo",
    "ヤ": "ya",
    "ユ": "yu",
    "ヨ": "yo",
    "ラ": "ra",
    "リ": "ri",
    "ル": "ru",
    "レ": "re",
    "ロ": "ro",
    "ワ": "wa",
    "ヲ": "o",
    "ン": "n",
    "ガ": "ga",
    "ギ": "gi",
    "グ": "gu",
    "ゲ": "ge",
    "ゴ": "go",
    "ザ": "za",
    "ジ": "Ci",
    "ズ": "zu",
    "ゼ": "ze",
    "ゾ": "zo",
    "ダ": "da",
    "ヂ": "Ci",
    "ヅ": "zu",
    "デ": "de",
    "ド": "do",
    "バ": "ba",
    "ビ": "bi",
    "ブ": "bu",
    "ベ": "be",
    "ボ": "bo",
    "パ": "pa",
    "ピ": "pi",
    "プ": "pu",
    "ペ": "pe",
    "ポ": "po",
    "ヴ": "vu",
    "ァ": "a",
    "ィ": "i",
    "ゥ": "u",
    "ェ": "e",
    "ォ": "o",
    "ャ": "ya",
    "ュ": "yu",
    "ョ": "yo",
    "ッ": "",
    "ー": "",
}
_SMALL = "ァィゥェォャュョ"
_WEAK_KANA = {"ウ", "ク", "ス", "ツ", "フ", "ム", "ル", "グ", "ズ", "ブ", "プ", "ト", "ド", "ヴ"}


def katakana_sounds(run: str) -> str:
    """Katakana by Hepburn; the vowel that only carries a consonant is a weak one, and a small vowel replaces it."""
    out: list[str] = []
    for place, char in enumerate(run):
        sound = _KANA_ROWS.get(char, "")
        following = run[place + 1 : place + 2]
        if following and following in _SMALL and char not in _SMALL:
            sound = sound[:-1]
        elif char in _WEAK_KANA and len(sound) == 2 and following != "ー":
            sound = sound[0] + WEAK
        if char in "ャュョ" and out and out[-1] in ("S", "C"):
            sound = sound[1:]
        out.append(sound)
    return "".join(out)


# --- Devanagari

_DEVA = {
    "क": "k",
    "ख": "k",
    "ग": "g",
    "घ": "g",
    "ङ": "N",
    "च": "C",
    "छ": "C",
    "ज": "C",
    "झ": "C",
    "ञ": "n",
    "ट": "t",
    "ठ": "t",
    "ड": "d",
    "ढ": "d",
    "ण": "n",
    "त": "t",
    "थ": "t",
    "द": "d",
    "ध": "d",
    "न": "n",
    "प": "p",
    "फ": "f",
    "ब": "b",
    "भ": "b",
    "म": "m",
    "य": "y",
    "र": "r",
    "ल": "l",
    "ळ": "l",
    "व": "v",
    "श": "S",
    "ष": "S",
    "स": "s",
    "ह": "h",
    "क़": "k",
    "ख़": "h",
    "ग़": "g",
    "ज़": "z",
    "ड़": "r",
    "ढ़": "r",
    "फ़": "f",
}
_DEVA_VOWELS = {
    "अ": "a",
    "आ": "a",
    "इ": "i",
    "ई": "i",
    "उ": "u",
    "ऊ": "u",
    "ऋ": "ri",
    "ए": "e",
    "ऐ": "e",
    "ओ": "o",
    "औ": "o",
    "ऑ": "o",
    "ऍ": "e",
    "ऎ": "e",
    "ऒ": "o",
}
_DEVA_SIGNS = {
    "ा": "a",
    "ि": "i",
    "ी": "i",
    "ु": "u",
    "ू": "u",
    "ृ": "ri",
    "े": "e",
    "ै": "e",
    "ो": "o",
    "ौ": "o",
    "ॉ": "o",
    "ॅ": "e",
    "ॊ": "o",
    "ॆ": "e",
}


def devanagari_sounds(word: str) -> str:
    """Letter by letter; a consonant without a vowel sign carries a weak vowel, the last of a word none."""
    word = unicodedata.normalize("NFC", word)
    out: list[str] = []
    for place, char in enumerate(word):
        if char in _DEVA:
            if word[place + 1 : place + 2] == "़":
                out.append(_DEVA.get(unicodedata.normalize("NFC", char + "़"), _NUKTA.get(char, _DEVA[char])))
                rest = word[place + 2 : place + 3]
            else:
                out.append(_DEVA[char])
                rest = word[place + 1 : place + 2]
            if rest and rest not in _DEVA_SIGNS and rest != "्":
                out.append(WEAK)
        elif char in _DEVA_VOWELS:
            out.append(_DEVA_VOWELS[char])
        elif char in _DEVA_SIGNS:
            out.append(_DEVA_SIGNS[char])
        elif char in "ंँ":
            out.append("n")
        elif char == "ः":
            out.append("h")
    return "".join(out)


_NUKTA = {"क": "k", "ख": "h", "ग": "g", "ज": "z", "ड": "r", "ढ": "r", "फ": "f"}

# --- Chinese characters

_PINYIN_INITIALS = (
    ("zh", "C"),
    ("ch", "C"),
    ("sh", "S"),
    ("b", "b"),
    ("p", "p"),
    ("m", "m"),
    ("f", "f"),
    ("d", "d"),
    ("t", "t"),
    ("n", "n"),
    ("l", "l"),
    ("g", "g"),
    ("k", "k"),
    ("h", "h"),
    ("j", "j"),
    ("q", "C"),
    ("x", "S"),
    ("r", "r"),
    ("z", "C"),
    ("c", "C"),
    ("s", "s"),
    ("y", "y"),
    ("w", "w"),
)
_PINYIN_FINALS = {
    "ao": "ao",
    "ei": "ei",
    "ai": "ai",
    "ou": "ou",
    "uo": "o",
    "ui": "ui",
    "iu": "iu",
    "ue": "ue",
    "ie": "ie",
}


@lru_cache(maxsize=8192)
def hanzi_sounds(char: str) -> str:
    """The Mandarin reading of one character as sounds; empty for one without a reading."""
    pinyin = re.sub("[^a-z]", "", anyascii(char).lower())
    if pinyin in ("er",):
        return WEAK + "r"
    for written, sound in _PINYIN_INITIALS:
        if pinyin.startswith(written):
            rest = pinyin[len(written) :]
            if rest == "i" and sound in "CsSr":  # si, zhi, shi: the i is hardly a vowel
                return sound + "i"
            return sound + _final(rest)
    return _final(pinyin)


def _final(rest: str) -> str:
    nasal = ""
    if rest.endswith("ng"):
        rest, nasal = rest[:-2], "N"
    elif rest.endswith("n"):
        rest, nasal = rest[:-1], "n"
    rest = _PINYIN_FINALS.get(rest, rest)
    if rest == "e" and not nasal:
        rest = WEAK
    return "".join(char for char in rest if char in _CODE) + nasal


# --- texts

_PIECES = re.compile(
    "(?P<hangul>[가-힣]+)|(?P<kana>[ァ-ヺー]+)|(?P<hanzi>[一-鿿々]+)|"
    "(?P<deva>[ऀ-ॿ\u200c\u200d]+)|(?P<latin>[A-Za-zÀ-ỹ]+)"
)


def text_sounds(text: str) -> Sounds:
    """A text of any of the scripts. A name begins best where a word does; in Chinese, at any character.

    Spaces and marks leave no sound: ケニーミラー and ケニー・ミラー sound the same.
    """
    parts: list[tuple[str, float, float]] = []
    for match in _PIECES.finditer(text):
        piece = match.group()
        if parts:
            parts.append((BORDER, _INSIDE, _INSIDE))
        if match["hangul"]:
            for place, char in enumerate(piece):
                parts.append((_hangul(char), 0.0 if place == 0 else 0.9, 0.0))
        elif match["kana"]:
            parts += _kana_parts(piece)
        elif match["hanzi"]:
            parts += [(hanzi_sounds(char), 0.0, 0.0) for char in piece]
        elif match["deva"]:
            parts.append((devanagari_sounds(piece), 0.0, 0.0))
        else:
            parts.append((english_sounds(piece), 0.0, 0.0))
    return join(_without_doubled_l(parts))


def _without_doubled_l(parts: list[tuple[str, float, float]]) -> list[tuple[str, float, float]]:
    """Korean writes one l between vowels as two: 플레이크 is flake."""
    out: list[tuple[str, float, float]] = []
    for sounds, begin, end in parts:
        if out and out[-1][0].endswith("l") and sounds.startswith("r"):
            out.append((sounds[1:], begin, end))
        else:
            out.append((sounds, begin, end))
    return out


def _kana_parts(run: str) -> list[tuple[str, float, float]]:
    """A run of katakana as one part a kana: a name may begin inside it (スコットランド人記者ジョン…) at a cost."""
    sounds = [katakana_sounds(piece) for piece in re.findall("[ァ-ヺ][ァィゥェォャュョー]*", run)]
    return [(sound, 0.0 if place == 0 else 0.45, 0.0) for place, sound in enumerate(sounds)]
