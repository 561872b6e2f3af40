"""Which language a text is in: by its script first, by statistics where a script serves several languages.

The script decides most of our languages alone: Hangul is Korean, kana is Japanese. py3langid decides between
languages of one script, asked only about languages that are written in it, because a closed question about
few languages is right far more often than an open one about 140. What a page says of itself (``hint``) is
believed only where the text itself leaves a tie.

Han text without kana is told apart by repertoire, with the character sets of Python's own codecs: a character
of GB 2312 that Big5 lacks is simplified, the reverse is traditional, and one that only JIS X 0208 has (円, 気,
関) is Japanese.
"""

from __future__ import annotations

import re
from collections import Counter
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier as Langid

UNDETERMINED = "und"
LOOKED_AT = 600  # characters; more text changes no decision and costs time

_ADDRESS = re.compile(r"https?://\S+|[\w.+-]+@[\w-]+\.[\w.]+")
_ENGLISH_WORDS = frozenset(
    {
        *("the", "of", "to", "in", "and", "for", "on", "with", "as", "at", "by"),
        *("from", "is", "are", "be", "has", "have", "will", "after", "over", "says", "said"),
        *("its", "his", "her", "not", "new", "how", "why", "what", "who", "more", "amid"),
        *("into", "against", "this", "that", "an", "up", "out", "off", "but"),
    }
)
_LATIN_LANGUAGES = (
    *("en", "vi", "fr", "de", "es", "pt", "it", "nl", "id", "ms", "tl", "pl", "tr", "sv", "da"),
    *("no", "fi", "cs", "sk", "hu", "ro", "hr", "sl", "et", "lt", "lv", "sq", "sw", "az", "uz"),
)

# First and last code point of a script's letters, and the languages py3langid is asked about; one language
# means that the script alone decides.
_SCRIPTS: dict[str, tuple[tuple[tuple[int, int], ...], tuple[str, ...]]] = {
    "hangul": (((0x1100, 0x11FF), (0x3130, 0x318F), (0xA960, 0xA97F), (0xAC00, 0xD7FF)), ("ko",)),
    "kana": (((0x3041, 0x3096), (0x30A1, 0x30FA), (0xFF66, 0xFF9D)), ("ja",)),
    "han": (((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3134F)), ("zh",)),
    "devanagari": (((0x0900, 0x0963), (0x0966, 0x097F)), ("hi", "mr", "ne")),
    "bengali": (((0x0980, 0x09FF),), ("bn", "as")),
    "gurmukhi": (((0x0A00, 0x0A7F),), ("pa",)),
    "gujarati": (((0x0A80, 0x0AFF),), ("gu",)),
    "oriya": (((0x0B00, 0x0B7F),), ("or",)),
    "tamil": (((0x0B80, 0x0BFF),), ("ta",)),
    "telugu": (((0x0C00, 0x0C7F),), ("te",)),
    "kannada": (((0x0C80, 0x0CFF),), ("kn",)),
    "malayalam": (((0x0D00, 0x0D7F),), ("ml",)),
    "sinhala": (((0x0D80, 0x0DFF),), ("si",)),
    "thai": (((0x0E00, 0x0E7F),), ("th",)),
    "lao": (((0x0E80, 0x0EFF),), ("lo",)),
    "myanmar": (((0x1000, 0x109F),), ("my",)),
    "khmer": (((0x1780, 0x17FF),), ("km",)),
    "arabic": (((0x0600, 0x06FF), (0x0750, 0x077F), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC)), ("ar", "ur", "fa")),
    "hebrew": (((0x0590, 0x05FF),), ("he",)),
    "cyrillic": (((0x0400, 0x052F),), ("ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "mn")),
    "greek": (((0x0370, 0x03FF), (0x1F00, 0x1FFF)), ("el",)),
    "armenian": (((0x0530, 0x058F),), ("hy",)),
    "georgian": (((0x10A0, 0x10FF),), ("ka",)),
    "latin": (((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x24F), (0x1E00, 0x1EFF)), _LATIN_LANGUAGES),
}
# Letters that, of our languages, only Vietnamese has: ă đ ĩ ũ ơ ư and the vowels with a tone mark or a hook.
_VIETNAMESE_LETTER = re.compile(r"[ĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
_VIETNAMESE_MARKED = re.compile(r"[ĂăĐđĨĩŨũƠơƯưẠ-ỹÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúý]")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]+")


@dataclass(frozen=True)
class LanguageGuess:
    """``language`` is ISO 639-1 ('zh-Hans', 'zh-Hant' for Chinese), or 'und'; ``confidence`` 0 to 1."""

    language: str
    confidence: float


class LanguageIdentifier(Protocol):
    """Whatever tells languages apart. The same text and hint give the same guess."""

    engine: str
    version: str

    def identify(self, text: str, hint: str | None = None) -> LanguageGuess:
        """Guess the language of ``text``; ``hint`` is what the page or feed declared (BCP 47), if anything."""


@dataclass(frozen=True)
class _HanCounts:
    """How many characters of a text are written in one way only. Kept as counts: one odd name decides nothing."""

    simplified: int
    traditional: int
    japanese: int
    foreign: int  # to everyday Japanese


@lru_cache(maxsize=16384)
def _encodable(character: str, charset: str) -> bool:
    try:
        return len(character.encode(charset)) == 2
    except UnicodeEncodeError:
        return False


@lru_cache(maxsize=16384)
def _everyday_japanese(character: str) -> bool:
    """In JIS X 0208 level 1 (rows 16 to 47), which the old and the Chinese forms are not."""
    return _encodable(character, "euc_jp") and 0xB0 <= character.encode("euc_jp")[0] <= 0xCF


def _han_counts(text: str) -> _HanCounts:
    simplified = traditional = japanese = foreign = 0
    for character, times in Counter(c for c in text if _script_of(c) == "han").items():
        gb, big5 = _encodable(character, "gb2312"), _encodable(character, "big5")
        jis = _encodable(character, "euc_jp")
        simplified += times * (gb and not big5)
        traditional += times * (big5 and not gb)
        japanese += times * (jis and not gb and not big5)
        foreign += times * (not _everyday_japanese(character))
    return _HanCounts(simplified, traditional, japanese, foreign)


@lru_cache(maxsize=16384)
def _script_of(character: str) -> str | None:
    point = ord(character)
    for script, (ranges, _) in _SCRIPTS.items():
        if any(first <= point <= last for first, last in ranges):
            return script
    return None


def _hinted(hint: str | None) -> str | None:
    """A declared tag in our codes: 'ko-KR' → 'ko', 'zh-TW' → 'zh-Hant', 'zh_CN' → 'zh-Hans', 'zh' → 'zh'."""
    if not hint or not hint.strip():
        return None
    parts = hint.strip().lower().replace("_", "-").split("-")
    if parts[0] not in ("zh", "cn", "tw"):
        return parts[0]
    if parts[0] == "tw" or {"hant", "tw", "hk", "mo"} & set(parts):
        return "zh-Hant"
    return "zh-Hans" if parts[0] == "cn" or {"hans", "cn", "sg"} & set(parts) else "zh"


def _chinese(text: str, han: _HanCounts, hint: str | None) -> LanguageGuess:
    """Script of a Chinese text. Where every character is common to both: the hint, corner brackets (only
    traditional text quotes with them), else simplified at confidence 0.5."""
    if han.simplified != han.traditional:
        more, less = max(han.simplified, han.traditional), min(han.simplified, han.traditional)
        language = "zh-Hans" if han.simplified > han.traditional else "zh-Hant"
        return LanguageGuess(language, round(0.5 + 0.5 * (more - less) / (more + less), 4))
    if hint in ("zh-Hans", "zh-Hant"):
        return LanguageGuess(hint, 0.6)
    return LanguageGuess("zh-Hant", 0.6) if re.search("[「」『』]", text) else LanguageGuess("zh-Hans", 0.5)


@lru_cache(maxsize=1)
def _whole_model() -> Langid:
    """py3langid's model with all its languages; unpacking it takes most of a second."""
    from py3langid.langid import MODEL_FILE
    from py3langid.langid import LanguageIdentifier as Model

    return Model.from_model_file(MODEL_FILE, norm_probs=True)


class ScriptAndLangid:
    """Script check, then py3langid over the languages of that script; see the module's text."""

    engine = "script+py3langid"

    def __init__(self) -> None:
        from importlib.metadata import version

        self.version = f"1-{version('py3langid')}"
        self._models: dict[tuple[str, ...], Langid] = {}

    def _rank(self, text: str, languages: tuple[str, ...]) -> list[tuple[str, float]]:
        if languages not in self._models:
            model = copy(
                _whole_model()
            )  # narrowing one sets its tables anew and leaves the whole one as it is
            model.set_languages([code for code in languages if code in model.labels])
            self._models[languages] = model
        return self._models[languages].rank(text)

    def identify(self, text: str, hint: str | None = None) -> LanguageGuess:
        """Guess over the first 600 characters. A text without letters is 'und' with confidence 0."""
        text = _ADDRESS.sub(" ", text[: LOOKED_AT * 2])[:LOOKED_AT]
        scripts = Counter(script for script in map(_script_of, text) if script)
        if not scripts:
            return LanguageGuess(UNDETERMINED, 0.0)
        declared = _hinted(hint)
        # A Latin word takes about five letters for what one or two East Asian characters say.
        weight = {script: n / 5 if script == "latin" else float(n) for script, n in scripts.items()}
        east_asian = sum(weight.get(script, 0.0) for script in ("hangul", "kana", "han"))
        others = {s: w for s, w in weight.items() if s not in ("hangul", "kana", "han")}
        best_other = max(others, key=lambda s: (others[s], s), default=None)
        if east_asian and (best_other is None or east_asian >= others[best_other]):
            return self._east_asian(text, scripts, declared)
        assert best_other is not None
        if best_other == "latin":
            return self._latin(text, declared)
        return self._within(text, _SCRIPTS[best_other][1], declared)

    def _within(self, text: str, languages: tuple[str, ...], hint: str | None) -> LanguageGuess:
        """Among the languages of one script; the first named wins unless another is clearly likelier."""
        if len(languages) == 1:
            return LanguageGuess(languages[0], 1.0)
        ranked = self._rank(text, languages)
        best, score = ranked[0]
        if best not in (languages[0], hint) and score < 0.75:
            best = hint if hint in languages else languages[0]
        return LanguageGuess(best, round(dict(ranked)[best], 4))

    def _east_asian(self, text: str, scripts: Counter[str], hint: str | None) -> LanguageGuess:
        hangul, kana, han = scripts["hangul"], scripts["kana"], scripts["han"]
        if hangul > kana and hangul * 4 >= han:
            return LanguageGuess("ko", round(hangul / (hangul + kana), 4))
        if kana >= 2 and kana * 12 >= han:
            return LanguageGuess("ja", round(1 - hangul / (hangul + kana + han), 4))
        counts = _han_counts(text)
        japanese_only = counts.japanese + kana
        if japanese_only > counts.foreign:
            return LanguageGuess("ja", round(0.5 + 0.5 * min(1.0, japanese_only / 3), 4))
        if counts.foreign > japanese_only:
            return _chinese(text, counts, hint)
        return self._japanese_or_chinese(text, counts, hint)

    def _japanese_or_chinese(self, text: str, counts: _HanCounts, hint: str | None) -> LanguageGuess:
        """Han text whose every character both write. Traditional forms beyond new Japanese ones are Chinese."""
        if hint == "ja":
            return LanguageGuess("ja", 0.6)
        if hint is not None and hint.startswith("zh"):
            return _chinese(text, counts, hint)
        best, score = self._rank(text, ("ja", "zh"))[0]
        return LanguageGuess("ja", round(score, 4)) if best == "ja" else _chinese(text, counts, hint)

    def _latin(self, text: str, hint: str | None) -> LanguageGuess:
        """Vietnamese by its letters, English by its function words, others by a second look that must be sure."""
        words = [word.lower() for word in _LATIN_WORD.findall(text)]
        marked = sum(1 for word in words if _VIETNAMESE_MARKED.search(word))
        if marked * 5 >= len(words) and _VIETNAMESE_LETTER.search(text):
            return LanguageGuess("vi", round(min(1.0, 0.7 + marked / len(words)), 4))
        ranked = self._rank(text, _LATIN_LANGUAGES)
        probability = dict(ranked)
        best, score = ranked[0]
        english = sum(1 for word in words if word in _ENGLISH_WORDS) / len(words)
        least, times = (0.5, 3) if len(words) >= 8 else (0.8, 10)
        sure = score >= least and score >= times * probability["en"]
        if best not in ("en", hint) and (not sure or english >= 0.15):
            # A short headline of names looks like any language: ours, or the declared one, at low confidence.
            best = hint if hint in probability and not english else "en"
            nothing_english = len(words) >= 6 and not english and probability[best] < 0.05
            if sum(map(len, words)) < 3 or (nothing_english and best == "en"):
                return LanguageGuess(UNDETERMINED, 0.0)
        return LanguageGuess(best, round(max(probability[best], min(0.9, 2 * english * (best == "en"))), 4))
