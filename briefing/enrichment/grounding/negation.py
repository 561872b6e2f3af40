"""Negations of English and of the source, counted: outright ones (not, 않), and words that mean one (refuse, 거부).

The two counts are compared, not the words: a good translation has as many outright negations as its source, or else a
word on the other side that means one. Words that negate in form only (not only, 뿐만 아니라, かもしれない) do not count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Negations:
    """``outright`` negate the clause; ``implied`` are words that could stand for a negation of the other side."""

    outright: int
    implied: int


_OUTRIGHT_EN = re.compile(
    r"\b(?:not|cannot|never|no|nobody|nothing|none|nowhere|neither|nor|without|non(?=-))\b|n['’]t\b",
    re.IGNORECASE,
)
_FORM_ONLY_EN = re.compile(
    r"\bnot (?:only|just|merely|simply|least|to mention|even)\b|\b(?:or|why) not\b|\bno (?:doubt|matter|sooner|later than|more than|less than|fewer than)\b"
    r"|\bnever more\b|\bnothing (?:but|short)\b|\bnone other\b|\bwithout (?:doubt|fail)\b|\bnon-[a-z]+|\bneither\b(?=.*\bnor\b)|\bno\.? ?\d"
    r"|\bor without\b|\bno further\b|\bno one can deny\b|(?:^|[\"“'‘])No(?=[,.!])|\bno, |\bis(?:n['’]t| not) it\b",
    re.IGNORECASE,
)
_IMPLIED_EN = re.compile(
    r"\b(?:fail(?:s|ed|ing|ure)?|refus(?:e|es|ed|ing|al)|den(?:y|ied|ies|ying|ial)|lack(?:s|ed|ing)?|unable|hardly|barely|scarcely"
    r"|rarely|rare|seldom|little|few|reject(?:s|ed|ing|ion)?|prevent(?:s|ed|ing)?|avoid(?:s|ed|ing)?|miss(?:es|ed|ing)?|absent|absence"
    r"|impossib\w+|only|yet to|still to|short of|far from|free (?:of|from)|rid of|too|out of|outside|rather than|instead of|doubt\w*|away"
    r"|except|exempt\w*|excluding|ban(?:s|ned|ning)?|prohibit\w*|forbid\w*|forbade|refrain\w*|neglect\w*|ignor(?:e|es|ed|ing|ance|ant)|wasted?|premature"
    r"|unless|prior to|restrain\w*|stop(?:s|ped|ping)?|limited|lower|less|poor(?:ly)?|weak(?:er|ly)?|bad(?:ly)?|wrong(?:ly)?|mistake\w*|loss|lost|los(?:e|es|ing)|stall\w*|defeat\w*"
    r"|un(?!der|til|ion|it|ivers|less|ique|cle|rest|iform|anim|idenfi)[a-z]{4,}|in(?:adequa|accura|capab|competen|complete|consisten|correct|dependen|effectiv|evitabl|stabil|sufficien|visibl|valid|disput|sign|divis|decis|abil)\w*"
    r"|im(?:mature|mobil|partial|patien|penetr|perfect|possib|practic|proper|probab)\w*|il(?:legal|legitim|literat|logical)\w*|ir(?:regular|relevan|replac|respons|revers)\w*"
    r"|dis(?:agree|appoint|appro|belie|continu|count|honest|like|miss|obey|order|pleas|prov|qualif|regard|respect|satisf|trust|agreement)\w*"
    r"|mistrust\w*|landlocked|one-sided|(?!unless)[a-z]{3,}less|decriminal\w+|whether)\b|\?",
    re.IGNORECASE,
)

_OUTRIGHT = {
    "ko": r"않|(?<![가-힣])(?:안|못)\s(?=[가-힣])|(?<![가-힣])(?:안|못)(?=[되돼했하한할합써가갔온와봤먹잡받막])|못하|못했|못한|못할|못해|못합|못\s?(?=[가-힣])"
    r"|(?<!수)(?<!끊임)(?<!틀림)(?<!변함)(?<!관계)(?<!상관)(?<!아낌)없|아니(?!면)|아닌|아닙|아녜|모르|모른|몰랐|몰라|모릅|지\s?마(?=[라십세시요])|말(?=[라자아](?![가-힣])|라고|아야)|잊지\s말|불가능",
    "ja": r"な(?:い(?!し|っぱい|が?しろ|か(?=[？?と。」]))|かっ|く(?!と[もて]))|ません|(?<=[わらかさたなばまがえけせてねべめれげいきしちにびみりおら])ず(?![ついっらし])|ぬ(?=[ま。、」])|なし|無し|無い|無く|まい(?=[。」])|ざる|皆無|不可能",
    "zh": r"不|没|沒|未|无(?!论|線|线|疑|人机)|無(?!論|線|疑|人機)|非(?!洲|常|裔|法|官|凡)|别(?=[再让要去想忘说急怕])|別(?=[再讓要去想忘說急怕])|勿|莫(?=[要非])|休想|毋|否(?=则|則)",
    "vi": r"\b(?:không|chưa|chẳng|chả|đừng|chớ|vô(?=\s(?:dụng|hạn|tội|ích|lý|hiệu|cảm|cớ))|phi(?=\s(?:lý|pháp|hạt|chính))|không)\b",
    "hi": r"नहीं|नही(?![ऀ-ॿ])|(?<![ऀ-ॿ])(?:न|ना|मत|बिना|बगैर|बग़ैर|नामुमकिन|असंभव|नाहीं)(?![ऀ-ॿ])",
}
"""Every outright negation; what negates in form only is taken off again."""
_FORM_ONLY = {
    "ko": r"뿐(?:만)?\s?아니|아니라면|아니나|머지않|못지않|지\s?않을까|하지 않으면 안|지\s?않을 수\s?없|수밖에\s없|하나도 없이 아|안\s?(?:에|의|으로|전|보|건)(?=[가-힣\s])|안(?=전|보|내|건|정)|못\s?박|더할 나위 없|의심할 (?:여지|바)\s?없|말할 것도 없|거침없|어김없|다름\s?아[닌니]|쓸데없|잊지 못할|못(?=[과은을이])|아니[,.!]",
    "ja": r"かも(?:しれ|知れ)(?:ない|ません)|な(?:ければ|くては|ければ|きゃ)(?:なら|いけ)(?:ない|なかっ|ず|ません)|ねばならな[いかく]|に?違い(?:ない|ありません|なかった)|しか(?:な[いくか]|できな[いか]|でき(?:なかった|ず))|に?(?:過|す)ぎ(?:ない|なかっ|ず|ません)|ざるを得な[いか]"
    r"|わけにはいか|だけで(?:は)?(?:な[くい]|ありません)|のみなら?ず|ならず者|ではないか|じゃないか|まもなく|間もな|少な[くいか]|危な[いくか]|はかな|つな[がぐ]|みな|おとな|さなか|なかなか|なかで|まなかった(?!.)|必ず|まず(?![い。])|わずか|いまだ|みずから|自ず|はず|ひとかたなら|何気な|なくなっ?|亡くな|無くな|せずには|とんでもな|途切れな|限りな|そつなく|問題なく|遠くな|やむな|もったいな|切ない|さりげな|ほどなく|幼|汚な|なく(?=さ)|ならない(?=ほど)",
    "zh": r"不(?:仅|僅|但|过(?!来|去)|過(?!來|去)|同|断|斷|管|论|論|如|久|少|只|止|光|禁(?!止)|妨|单|單|惜|幸|料|遠處|远处|时|時|对劲|治|堪|已|朽|愧|齐|由得|由自|可思议|约而同|約而同|得了|大|乏|解|敌|敵|顾|顧|住|开|開|错|錯|绝|絕|等|屈|懈|法|肖|慎|倒翁|倫|伦|俗|动产|動產|平|知所|知道是|良|孕|锈|鏽|丹|息|安(?=感|全)?|满(?=[情，。」”])|滿(?=[情，。」”])|公|義|义|景气|景氣|便|克|限|相上下|折不扣|遗余力|遺餘力)"
    r"|得不|(?:忍|少|差|了|受|对|對|大|说|說|想|看|吃|来|來|止|抵|经|經|禁|巴|要|好|毫|决|決|恨|离|離|止|挡|擋|按捺|掩)不(?=[住多起了得对對到定止及出够夠开開]|[，。])|(.)(?:不|没|沒)\1|有(?:没|沒)有|是否|未(?:来|來|必|婚|成年|遂|经证实|免|央|知(?=数|數))|不得不|不能不|不可不|没收|沒收|没落|沒落|沉没|沉沒|淹没|淹沒|埋没|埋沒|吞没|出没|出沒|無辜|无辜|無情|无情|无锡|無錫|非营利|非營利|非政府|南非|北非|西非|东非|東非|中非|是非|并非无|莫斯|無人|无人驾|無人駕|無線|无线|虚无|虛無|無黨|无党|无限|無限|無比|无比|无数|無數|无不|無不|无非|無非|別墅|特别|特別|分别|分別|个别|個別|级别|級別|别人|別人|告别|告別|性别|性別",
    "vi": r"\bkhông (?:chỉ|những|ngừng|gian|khí|kích|lực|quân|phận|tặc|tưởng|vận|kém|biết|ít|còn (?:nghi ngờ|được coi)|hẳn|chừng|thể (?:phủ nhận|không|chối cãi)|phải là không|nên)\b|\bhàng không\b|(?:hay|có|được|nào|à) (?:là )?(?:không|chưa)(?=\s*[?\"”’'.,;]|\s*$)|\bkhông(?=\s*[?\"”’']|\s*$|\.\s*$)|\bhay (?:không|chưa)\b|\b(?:có|liệu)\b[^.?]{3,140}\bkhông\b(?=\s*(?:[?.,;\"”’']|$))|\bchẳng (?:hạn|những|lẽ|may|bao lâu)\b|\bkhông (?:chỉ)\b",
    "hi": r"(?:न|ना)\s(?:केवल|सिर्फ|सिर्फ़|जाने|कहीं|तो|ही|कि)|(?:नहीं|न)\s(?:बल्कि)|ही नहीं|क्यों नहीं|जब तक (?:कि )?[^।]{0,60}(?:नहीं|न )|तब तक|कोई न कोई|कहीं न कहीं|है ना|हैं ना|या नहीं|या न(?![ऀ-ॿ])|पता नहीं|कुछ न कुछ|संदेह नहीं|शक नहीं",
}
_IMPLIED = {
    "ko": r"거부|거절|부인|부정|불가|불허|반대|금지|실패|부족|결여|상실|잃|배제|중단|취소|철회|제외|외에|대신|밖에|어렵|어려|힘들|전혀|결코|절대|드물|틀리|다르|멈추|그만|포기|놓치|벗어|피하|피해|막|기각|무산|무효|탈퇴|비정상|비정치|늦어도|무(?=[가-힣]{2})|미(?=[가-힣]{2})|비(?=[가-힣]{2})|불(?=[가-힣]{2})|반드시|거의|덜|적(?=[은게])|별로|누구도|아무",
    "ja": r"拒|否定|否認|禁|断|反対|失敗|失|欠|除|中止|撤回|取り消|避け|阻|止め|以外|困難|難し|異な|誰も|決して|全く|不|未(?!来)|非|無|までに|届か|残り|絶対|ゼロ|有無|逃|負け|やめ|以前|めった|程遠|遠",
    "zh": r"拒|否|禁止|反对|反對|失败|失敗|缺|欠|取消|撤|避免|阻|以外|除|难|難|尚|绝|絕|停|終止|终止|假|误|誤|仅|僅|只|少|零|之前|免|去除|保留|远|遠|甭|忘|罢|困",
    "vi": r"từ chối|phủ nhận|bác bỏ|phản đối|cấm|thất bại|ngừng|dừng|hủy|huỷ|tránh|ngăn|ít|chỉ|mất|hết|sai|lỡ|bỏ|hiếm|khỏi|kém|thay vì|trừ|loại|rút|thiếu|ngoài|bất|vô|phi|khó|trái|trước|đâu|không",
    "hi": r"इनकार|इंकार|मना|विरोध|असफल|विफल|नाकाम|कमी|रोक|बंद|खारिज|ख़ारिज|रद्द|प्रतिबंध|अलावा|केवल|सिर्फ|सिर्फ़|बजाय|मुश्किल|कम|बाहर|अभाव|खो|खत्म|ख़त्म|इन्कार|छोड़|बच|दूर|गलत|ग़लत|नज़रअंदाज|नजरअंदाज|गैर|ग़ैर|अ(?:न्|नु?चित|संभव|योग्य|समर्थ|ज्ञात|स्पष्ट|सामान्य|स्वी|परि)|बे(?=[कघइअसर])|ना(?=[कपरल])|रहित|पहले",
}
_OUTRIGHT_RE = {language: re.compile(pattern) for language, pattern in _OUTRIGHT.items()}
_FORM_RE = {language: re.compile(pattern) for language, pattern in _FORM_ONLY.items()}
_IMPLIED_RE = {language: re.compile(pattern) for language, pattern in _IMPLIED.items()}


def negations_en(text: str) -> Negations:
    """Negations of an English text."""
    bare = _FORM_ONLY_EN.sub(" ", text)
    return Negations(len(_OUTRIGHT_EN.findall(bare)), len(_IMPLIED_EN.findall(bare)))


def negations_of(text: str, language: str) -> Negations:
    """Negations of a text in a base language (``zh``); one without rules is read as English."""
    if language not in _OUTRIGHT_RE:
        return negations_en(text)
    folded = text.lower() if language == "vi" else text
    bare = _FORM_RE[language].sub(" ", folded)
    return Negations(len(_OUTRIGHT_RE[language].findall(bare)), len(_IMPLIED_RE[language].findall(bare)))


def first_negation(text: str) -> tuple[int, int]:
    """Where an English text first negates; (0, 0) where it does not."""
    match = _OUTRIGHT_EN.search(text)
    return match.span() if match else (0, 0)
