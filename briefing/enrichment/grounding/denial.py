"""Verbs that refuse: deny, refuse, reject, fail, block. In English, and whatever a source may say them by."""

from __future__ import annotations

import re

from briefing.enrichment.grounding.name_findings import is_near_copy
from briefing.enrichment.grounding.negation import has_negation, stem

_DENYING = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|refus(?:es|ed|ing|e(?= to\b))|reject(?:s|ed|ing)?|rebuff(?:s|ed)?|"
    r"spurn(?:s|ed)?"
    r"|fail(?:s|ed)?|failing(?= to\b)|block(?:s|ed)(?! (?:of|by \d))|blocking|declin(?:e|es|ed|"
    r"ing)(?= to\b)(?! to be (?:named|identified))"
    r"|(?:turn(?:s|ed)? down|rul(?:e|es|ed|ing) out)\b)\b",
    re.IGNORECASE,
)
_REFUSALS_EN = re.compile(
    r"\b(?:den(?:y|ies|ied|ying|ials?)|refus\w+|reject\w*|rebuff\w*|spurn\w*|fail\w*|block\w*|declin\w+|"
    r"turn(?:s|ed)? down|rul(?:e|es|ed|ing) out|dismiss\w*|oppos\w+|resist\w*|veto\w*|prevent\w*|bann?\w*|"
    r"barr?(?:s|ed|ing)?|prohibit\w*|unable|unsuccess\w+|lack\w*)\b",
    re.IGNORECASE,
)
_REFUSALS = {
    "ko": r"거부|거절|거역|부인|부정|반려|기각|각하|불발|실패|차단|저지|봉쇄|무산|부결|탈락|반대|"
    r"반박|반발|일축|퇴짜|물리[쳐치]|배제"
    r"|금지|좌초|중단|외면|무시|사양|사절|막[아았는혀힌힐으을고기던지겠]|불[가-힣]|놓[쳐치친쳤]|"
    r"선\s?[그긋]|미[달비]|부족|무[효죄혐]|철회|취소|포기|NO|노\b",
    "ja": r"拒|否|断[らっりわ]|断念|失敗|阻|退け|却下|棄却|反対|反論|禁|不[一-鿿]|無[一-鿿]|"
    r"未[一-鿿]|防|封|遮断|見送|逃|怠|できず|ブロック|欠",
    "zh": r"拒|否|驳|駁|失|未|没|沒|无|無|不|阻|拦|攔|挡|擋|封|禁|反[对對]|推翻|打回|婉|回绝|回絕|"
    r"谢绝|謝絕|落空|告吹|防止|抵制|难以|難以",
    "vi": r"từ chối|khước từ|phủ nhận|bác|cấm|chặn|ngăn|phản đối|thất bại|bất|vô |loại trừ|cản|trượt|"
    r"thiếu|phủ quyết|chối",
    "hi": r"इनकार|इंकार|खारि|ख़ारि|ख़ारि|नकार|मना|विफल|नाकाम|असफल|असमर्थ|अस्वीकार|ठुकरा|रोक|अवरुद्ध|"
    r"ब्लॉक|खंडन|विरोध|वीटो|प्रतिबंध|ठुकर|रद्द|चूक|गलत|ग़लत",
}
_REFUSALS_RE = {language: re.compile(pattern) for language, pattern in _REFUSALS.items()}


_WORD = re.compile(r"[A-Za-z]{2,}")
_NEGATED = re.compile(r"\b(?:not|never|without|no one|nobody|cannot)\b|n['’]t\b", re.IGNORECASE)
_NEAR = 20
"""Characters in which a negation before the verb takes the denial back: it cannot be denied."""


def find_denial(english: str, source: str, language: str) -> tuple[int, int] | None:
    """Where the English denies or refuses, though nothing in the source (a base language) negates or refuses.

    Where an English sentence is copied but for the verb, the verb itself must be the source's.
    """
    denial = _DENYING.search(english)
    if denial is None or not source.strip() or _NEGATED.search(english[: denial.start()][-_NEAR:]):
        return None
    if language not in _REFUSALS_RE:
        is_there = stem(denial.group()) in {stem(match.group()) for match in _WORD.finditer(source)}
        is_excused = _REFUSALS_EN.search(source) is not None or has_negation(source, "en")
        return None if is_there or (is_excused and not is_near_copy(english, source)) else denial.span()
    folded = source.lower() if language == "vi" else source
    if has_negation(source, language) or _REFUSALS_RE[language].search(folded):
        return None
    return denial.span()
