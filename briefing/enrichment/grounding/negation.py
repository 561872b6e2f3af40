"""Negations of English and of the source, counted: outright ones (not, 않), and words that mean one (refuse, 거부).

The two counts are compared, not the words: a good translation has as many outright negations as its source, or else
a word on the other side that means one. Words that negate in form only (not only, 뿐만 아니라) do not count.
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
    r"(?:\bnot|n['’]t) (?:only|just|merely|simply|least|to mention|even)\b|\b(?:or|why) not\b|"
    r"\bno (?:doubt|matter|sooner|later than|more than|less than|fewer than|further|way)\b"
    r"|\bnever more\b|\bnothing (?:but|short)\b|\bnone other\b|\bwithout (?:doubt|fail)\b|"
    r"\bnon-[a-z]+|\bneither\b(?=.*\bnor\b)"
    r"|\b(?:with )?or without\b|\bno one can deny\b|(?:^|[\"“'‘])No(?=[,.!])|\bno, |\bis(?:n['’]t|"
    r" not) it\b|\bcould(?:n['’]t| not) help\b|\bno\.? ?(?=\d)",
    re.IGNORECASE,
)

_IMPLIED_EN = re.compile(
    r"\b(?:fail(?:s|ed|ing)?|refus(?:e|es|ed|ing|al)|den(?:y|ied|ies|ying|ial)|lack(?:s|ed)?|"
    r"unable|hardly|barely|scarcely"
    r"|rarely|rare|seldom|little|reject(?:s|ed|ing)?|prevent(?:s|ed|ing)?|avoid(?:s|ed|ing)?|"
    r"absent|absence|impossib\w+|only|yet to|still to|short of|far from"
    r"|free (?:of|from)|rid of|rather than|instead of|out of|outside of|doubt\w*|except|exempt\w*|"
    r"excluding|ban(?:s|ned|ning)?|prohibit\w*|forbid\w*|forbade|refrain\w*|neglect\w*"
    r"|ignor(?:e|es|ed|ant)|premature|unless|bad|missing|declin(?:e|es|ed|ing) to|whether|regardless"
    r"|un(?!der(?!prep|pow|perf|fund)|til|ion|it|ivers|less|ique|cle\b|rest|iform|anim|idenfi|"
    r"ilateral|veil|earth|usual|able)[a-z]{4,}|in(?:adequa|accura|capab|competen|complete|"
    r"consisten|correct|effectiv|evitabl|sufficien|toleran|tolerab|visibl|valid|disput)\w*"
    r"|im(?:mature|mobil|partial|patien|penetr|perfect|possib|practic|proper|probab)\w*|"
    r"il(?:legal|legitim|literat|logical)\w*|ir(?:regular|relevan|replac|respons|revers)\w*"
    r"|dis(?:agree|appro|belie|continu|honest|like|obey|pleas|qualif|regard|satisf|trust|"
    r"agreement)\w*|mistrust\w*|landlocked|one-sided|(?!unless|regard)[a-z]{3,}less|decriminal\w+)\b",
    re.IGNORECASE,
)

_OUTRIGHT = {
    "ko": r"않|(?<![가-힣])(?:안|못)\s(?=[가-힣])|(?<![가-힣])(?:안|"
    r"못)(?=[되돼했하한할합써가갔온와봤먹잡받막])|못하|못했|못한|못할|못해|못합|[가-힣]지\s?못"
    r"|(?<!수)(?<!끊임)(?<!틀림)(?<!변함)(?<!관계)(?<!상관)없(?!애|앨|앴|앤|앱)|"
    r"(?<![가-힣])아니(?!면)|(?<=[이가은는도것])\s?아니(?=[다라고며었]|지만)|아닌|아닙|아녜"
    r"|모르|모른|몰랐|몰라|모릅|지\s?마(?=[라십세시요])|말(?=[라자](?![가-힣])|아야)|불가능",
    "ja": r"な(?:い(?!し|っぱい|が?しろ|か(?=[？?と。」]))|かっ|く(?!と[もて]))|ません|"
    r"(?<=[わらかさたなばまがえけせてねべめれげいきしちにびみりぎおら])ず(?![ついっらし])"
    r"|ぬ(?=[ま。、」])|なし|無し|無い|無く(?!な[るっり])|(?<!し)まい(?=[。」])|ざる",
    "zh": r"没|沒|[也都就并並毫从從绝絕决決再均仍还還却卻亦又既]不|不(?:是|会|會|能|可|想|要|愿|願|知|"
    r"应|應|再|准|許|许|允|需|得|到|了|予|接|支|认|認|打|清|存|构|構|代|排|包|在|用|给|給|让|讓|"
    r"喜|相|考|參|参|属|屬|做|去|来|來|说|說|看|该|該|敢|肯|适|適|符|值|有|算|像|如|带|帶|太|很|那么|那麼)"
    r"|[尚从從并並仍还還均却卻都亦迄]未|未(?:能|有|曾|获|獲|被|受|达|達|经|經|参|參|对|對|予|获得|"
    r"打破|披露|公布|回[应應]|确定|確定|決定|决定)|[无無]法|[毫并並再從从又都亦尚绝絕][无無]|"
    r"别(?=[再让要去想忘说急怕])|別(?=[再讓要去想忘說急怕])|勿|莫(?=[要非])|休想|毋",
    "vi": r"\b(?:không|chưa|chẳng|chả|đừng|chớ)\b",
    "hi": r"नहीं|नही(?![ऀ-ॿ])|(?<![ऀ-ॿ])(?:न|ना|बिना|बगैर|बग़ैर|नामुमकिन|असंभव|नाहीं)(?![ऀ-ॿ])",
}
"""Outright negations, once what negates in form only is taken out."""
_FORM_ONLY = {
    "ko": r"뿐(?:만)?\s?아니|아니라면|아니나|아니면|머지않|못지않|지\s?않을까|하지 않으면 안|"
    r"지\s?않을 수\s?없|수밖에\s없|안\s?(?:에|의|으로|전|보|건)(?=[가-힣\s])"
    r"|안(?=전|보|내|건|정)|못\s?박|더할 나위 없|거침없|어김없|다름\s?아[닌니]|쓸데없|"
    r"못(?=[과은을이])|아니요?[,.!]|말할 것도 없|[을를는은ㄹ]지(?:도|는)? 모[르를른]",
    "ja": r"かも(?:しれ|知れ)(?:な[いく]|ません)|な(?:ければ|くては|きゃ)(?:なら|いけ)(?:な[いかく]|ず|"
    r"ません)|ねばならな[いかく]|に?違い(?:ない|ありません|なかった)"
    r"|しか(?:な[いくか]|できな[いか]|でき(?:なかった|ず))|に(?:過|す)ぎ(?:な[いか]|ず|ません)|"
    r"ざるを得な[いか]|わけにはいか|だけで(?:は)?(?:な[くい]|ありません)|のみなら?ず|ならず者"
    r"|ではないか|じゃないか|まもなく|間もな|少な[くいか]|危な[いくか]|はかな|つな[がぐ]|おとな|"
    r"さなか|なかなか|なかで|なか[、っにのへ](?!た)|必ず|まず(?![い。])|わずか|いまだ|みずから|"
    r"自ず|はず|何気な|亡くな"
    r"|せずには|とんでもな|途切れな|限りな|問題なく|やむな|もったいな|切ない|さりげな|ほどなく|"
    r"幼な?|汚な|なく(?=さ)|言うまでもなく|いうまでもなく|容赦な[くい]|類を見ない|少なくとも|"
    r"なくては|近い?うちに|くだらな|たまらな|いけな[いく]|仕方な[いく]|何となく|なんとなく|遠慮なく",
    "zh": r"不(?:仅|僅|但|过(?!来|去)|過(?!來|去)|同|断|斷|管|论|論|如|久|少|只|止|光|禁(?!止)|妨|单|單|"
    r"惜|幸|料|遠處|远处|时|時|对劲|堪|已|朽|愧|由得|由自|可思议|约而同|約而同|得了"
    r"|乏|解|敌|敵|顾|顧|住|错|錯|绝|絕|屈|懈|法|肖|慎|倒翁|俗|动产|動產|知所|良|孕|锈|鏽|息|景气|"
    r"景氣|便|克|限|相上下|折不扣|遗余力|遺餘力|治|二|凡|及待|得安|正常|平凡|勒斯|服|算|丹|敢当|前|可思)"
    r"|(?:忍|少|差|了|受|按捺|掩|经|經|禁|巴|毫|恨)不(?=[住多起了得对對到定止及出够夠开開]|"
    r"[，。])|(.)(?:不|没|沒)\1|有(?:没|沒)有|是否|未(?:来|來|必|婚|成年|遂|免|央|知(?=数|數))|不得不|不能不|不可不"
    r"|没收|沒收|没落|沒落|沉没|沉沒|淹没|淹沒|埋没|埋沒|吞没|出没|出沒|没问题|沒問題|毫[无無]疑|"
    r"莫斯|別墅|特别|特別|分别|分別|个别|個別|级别|級別|别人|別人|告别|告別|性别|性別",
    "vi": r"\bkhông (?:chỉ|những|ngừng|gian|khí|kích|lực|quân|phận|tặc|tưởng|vận|kém|ít|chừng|thể không|"
    r"sớm thì muộn|hề nhỏ|nhỏ|muộn hơn)\b|\bhàng không\b|(?:hay|hoặc) (?:là )?(?:không|chưa)\b"
    r"|\bkhông(?=\s*[?\"”']|\s*$|\.\s*$)|\b(?:có|liệu)\b[^.?]{3,160}\bkhông\b(?=\s*(?:[?.,;\"”’']|"
    r"$))|\bchẳng (?:hạn|những|lẽ|may|bao lâu)\b",
    "hi": r"(?:न|ना)\s(?:केवल|सिर्फ|सिर्फ़|जाने|कहीं|कि)|(?:नहीं|न)\s(?:बल्कि)|ही नहीं|क्यों नहीं|"
    r"जब तक (?:कि )?[^।]{0,80}(?:नहीं|न )|तब तक|कोई न कोई|कहीं न कहीं|है ना|हैं ना|"
    r"या (?:इसके )?(?:नहीं|न|बिना)(?![ऀ-ॿ])|कुछ न कुछ",
}
"""What has the form of a negation and is none, or belongs to a word of another meaning."""
_IMPLIED = {
    "ko": r"거부|거절|부인|불허|금지|비정상|무의미|무관|무효|불만",
    "ja": r"拒否|否定|否認|禁じ|禁止|不(?=満|明|要|能|在|足|可)|未(?=定|明|満|完|だ)|なくし|無くな|有無|"
    r"ゼロ|無(?=視|効|罪|力|理)",
    "zh": r"拒|否认|否認|禁止|缺乏|避免|[无無](?![论論线線疑人机機])|非(?![洲常裔法官凡])|[不未]",
    "vi": r"từ chối|phủ nhận|bác bỏ|cấm|thiếu|\bbất (?=hợp|khả|thành|đồng|lực)|\bvô (?=dụng|ích|hiệu)",
    "hi": r"इनकार|इंकार|(?<![ऀ-ॿ])मना(?![ऀ-ॿ])|विफल|नाकाम|अस्वीकार|असमर्थ|नज़रअंदाज",
}
"""Words that another language may well say by a negation."""
_OUTRIGHT_RE = {language: re.compile(pattern) for language, pattern in _OUTRIGHT.items()}
_FORM_RE = {language: re.compile(pattern) for language, pattern in _FORM_ONLY.items()}
_IMPLIED_RE = {language: re.compile(pattern) for language, pattern in _IMPLIED.items()}


def negations_en(text: str) -> Negations:
    """Negations of an English text."""
    bare, idioms = _FORM_ONLY_EN.subn(" ", text)
    return Negations(len(_OUTRIGHT_EN.findall(bare)), idioms + len(_IMPLIED_EN.findall(bare)))


def negations_of(text: str, language: str) -> Negations:
    """Negations of a text in a base language (``zh``); one without rules is read as English."""
    if language not in _OUTRIGHT_RE:
        return negations_en(text)
    folded = text.lower() if language == "vi" else text
    bare = _FORM_RE[language].sub(" ", folded)
    return Negations(len(_OUTRIGHT_RE[language].findall(bare)), len(_IMPLIED_RE[language].findall(bare)))


def has_negation(text: str, language: str) -> bool:
    """Whether a text of a base language negates at all, in form only included; one without rules is English."""
    if language not in _OUTRIGHT_RE:
        return _OUTRIGHT_EN.search(text) is not None
    folded = text.lower() if language == "vi" else text
    return _OUTRIGHT_RE[language].search(folded) is not None


_FOLLOWED_BY = re.compile(r"(?:\b(?:not|never|no|without|cannot)|n['’]t)\s+([A-Za-z]{2,})", re.IGNORECASE)


_PRESENT = {
    **{
        "fell": "fall",
        "rose": "rise",
        "grew": "grow",
        "lost": "lose",
        "won": "win",
        "went": "go",
        "gone": "go",
        "did": "do",
    },
    **{
        "came": "come",
        "took": "take",
        "taken": "take",
        "gave": "give",
        "made": "make",
        "met": "meet",
        "held": "hold",
    },
    **{
        "said": "say",
        "told": "tell",
        "saw": "see",
        "seen": "see",
        "knew": "know",
        "thought": "think",
        "found": "find",
    },
    **{
        "left": "leave",
        "kept": "keep",
        "began": "begin",
        "paid": "pay",
        "sold": "sell",
        "bought": "buy",
        "sent": "send",
    },
    **{
        "was": "be",
        "were": "be",
        "is": "be",
        "are": "be",
        "been": "be",
        "had": "have",
        "has": "have",
        "broke": "break",
    },
    **{
        "sank": "sink",
        "slid": "slide",
        "shrank": "shrink",
        "struck": "strike",
        "chose": "choose",
        "spoke": "speak",
    },
}


def negated_words(text: str) -> frozenset[str]:
    """Stems of the words that an English text negates: what stands right behind a negation."""
    return frozenset(stem(match.group(1)) for match in _FOLLOWED_BY.finditer(text))


def affirmed_words(text: str) -> frozenset[str]:
    """Stems of the words that stand somewhere in an English text without a negation right before them."""
    bare = _FOLLOWED_BY.sub(" ", text)
    return frozenset(stem(match.group()) for match in re.finditer(r"[A-Za-z]{2,}", bare))


def stem(word: str) -> str:
    """The first four letters, small, of the present tense: signed and signs are one word, fell and fall too."""
    return _PRESENT.get(word.lower(), word.lower())[:4]


def count_outright(text: str) -> int:
    """Outright negations of an English text, those in form only included: for word-for-word copies."""
    return len(_OUTRIGHT_EN.findall(text))


def first_negation(text: str) -> tuple[int, int]:
    """Where an English text first negates; (0, 0) where it does not."""
    match = _OUTRIGHT_EN.search(text)
    return match.span() if match else (0, 0)
