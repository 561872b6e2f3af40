"""Dates, times of day and words like "last month": found in a text and taken apart, never worked out.

Each language is one regular expression of alternatives, the first that fits at a place wins. A named group is a
part of the mention; groups of one name are told apart by a number that ``_alternation`` adds. Japanese eras and
years of the Republic of China become years of the common era; lunar dates are found but not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from briefing.enrichment.figures.measures import NUKTA, with_optional_nukta, without_nukta
from briefing.enrichment.figures.spans import FIRST_MONTHS_ZH, is_term_of_months

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class CalendarMention:
    """A date or time of day in the text. ``text_en`` is empty where English has no short sure form of it.

    The other fields are what the words themselves say, to compare a text with its English: ``hour`` is 0 to 24,
    ``part`` is early, mid or late, ``relative`` an English phrase (last month, 3 years ago). What is not said is
    None or empty; nothing is worked out from the day of publication. A mention without any part was recognised
    as one but is not read: a lunar date, an anniversary, a day that cannot be.
    """

    start: int
    end: int
    text_en: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int | None = None
    quarter: int | None = None
    half: int | None = None
    month_to: int | None = None
    day_to: int | None = None
    weekday: str = ""
    part: str = ""
    relative: str = ""


_ISO = r"(?P<y>(?:19|20)\d\d)[-./](?P<m>\d{1,2})[-./](?P<d>\d{1,2})(?![-./]?\d)"
_CLOCK = r"(?P<h>\d{1,2}):(?P<i>[0-5]\d)(?::[0-5]\d)?(?![:\d])"
_BETWEEN = r"\s?[∼~〜～–—-]\s?"

_KO_WORD_ENDS = (
    r"(?=$|[^가-힣]|(?:에|의|은|는|이|가|을|를|도|만|부터|까지|보다|로|으로|에는|에도|과|와)(?![가-힣]))"
)
_KO = (
    _ISO,
    _CLOCK,
    r"(?P<void>음력\s?\d{1,2}월(?:\s?\d{1,2}일)?|정월\s?대보름)",
    rf"(?:(?P<y>(?:1[5-9]|20)\d\d|\d\d)년\s?)?(?P<m>\d{{1,2}}){_BETWEEN}(?P<m2>\d{{1,2}})월",
    rf"(?:(?P<y>(?:1[5-9]|20)\d\d|\d\d)년\s?)?(?P<m>\d{{1,2}})월\s?(?P<d>\d{{1,2}})(?:일?{_BETWEEN}(?P<d2>\d{{1,2}}))?일"
    r"(?:\s?\((?P<wd>[월화수목금토일])\))?",
    r"(?:(?P<y>(?:1[5-9]|20)\d\d|\d\d)년\s?)?(?P<m>\d{1,2})월\s?(?P<part>초순|상순|중순|하순|초|말)(?![가-힣])",
    r"(?:(?P<y>(?:1[5-9]|20)\d\d|\d\d)년\s?)?(?P<m>\d{1,2})월(?!\s?\d{1,2}일)",
    r"(?:(?P<y>(?:1[5-9]|20)\d\d)년\s?)?(?:(?P<q>[1-4])\s?[∼~/·]?\s?분기|(?P<half>[상하])반기)",
    r"(?P<y>(?:1[5-9]|20)\d\d)년\s?(?P<part>초|말|중반)(?![가-힣])",
    r"(?<!\d)(?P<born>(?:1[89]|20)?\d\d)년생",
    r"(?P<y>(?:1[5-9]|20)\d\d)(?:년도?|학년도|시즌)(?!\s?(?:만|간|째|여|동안|넘))",
    r"(?P<void>(?:1[5-9]|20)\d\d\s?[∼~-]\s?(?:19|20)?\d\d년)",
    r"(?P<void>\d{1,3}(?:주년|주기|회기)|\d{2,4}년대)",
    r"(?<!\d)(?<!\d\.)(?P<n>\d{1,4}|[한두세네]|반)\s?(?P<u>년|개월|달|주일?|일|시간|분)\s?(?P<dir>전|뒤|후)"
    + _KO_WORD_ENDS,
    rf"(?P<d>\d{{1,2}})(?:일)?{_BETWEEN}(?P<d2>\d{{1,2}})일(?!\s?(?:간|째|동안|연속|이내|이상))",
    r"(?<!주 )(?<!주)(?<!최대 )(?<!최소 )(?<!약 )(?<!총 )(?<!단 )(?P<d>\d{1,2})일(?:\s?\((?P<wd>[월화수목금토일])\))?"
    r"(?!\s?(?:간|째|동안|연속|내에|이내|이상|차|치|정도|가량|남짓|넘게|정지|천하)|\s?만(?:에|의|이다)?(?![가-힣]))",
    r"(?:(?P<noon>오전|오후|새벽|아침|저녁|밤|낮)\s?)?(?P<h>\d{1,2})시(?!간|즌|리|도|장|군|민|험)"
    r"(?:\s?(?P<i>\d{1,2})분|\s?(?P<i30>반))?",
    rf"(?P<wd>[월화수목금토일])요일{_KO_WORD_ENDS}",
    r"(?<![가-힣])(?P<rel>어제|오늘|내일|그저께|그제|모레|지난달|지난해|작년|올해|금년|내년|내달|다음\s?달|이달|이번\s?달"
    r"|지난주|지난\s주|이번\s?주|다음\s?주|재작년|올)" + _KO_WORD_ENDS,
)
_JA = (
    _ISO,
    _CLOCK,
    r"(?P<void>旧暦\d{1,2}月(?:\d{1,2}日)?|旧正月)",
    r"(?P<era>令和|平成|昭和|大正|明治)(?P<ey>\d{1,2}|元)年度?(?:(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})日)?)?",
    rf"(?:(?P<y>(?:1[5-9]|20)\d\d|\d\d)年)?(?P<m>\d{{1,2}}){_BETWEEN}(?P<m2>\d{{1,2}})月期?",
    rf"(?:(?P<y>(?:1[5-9]|20)\d\d|\d\d)年)?(?P<m>\d{{1,2}})月(?P<d>\d{{1,2}})(?:日?{_BETWEEN}(?P<d2>\d{{1,2}}))?日"
    r"(?:[（(](?P<wd>[月火水木金土日])[）)])?",
    r"(?:(?P<y>(?:1[5-9]|20)\d\d|\d\d)年)?(?P<m>\d{1,2})月(?P<part>上旬|中旬|下旬|初め|初旬|末)?(?!\d)",
    r"(?:(?P<y>(?:1[5-9]|20)\d\d)年)?第?(?P<q>[1-4])四半期",
    r"(?P<void>(?:1[5-9]|20)\d\d[〜～~-](?:19|20)?\d\d年度?)",
    r"(?P<y>(?:1[5-9]|20)\d\d)年(?P<part>初め|半ば|末)",
    r"(?P<y>(?:1[5-9]|20)\d\d)年度?(?!間|代|ぶり)",
    r"(?P<void>\d{1,3}周年|\d{2,4}年代)",
    r"(?<!\d)(?<!\d\.)(?P<n>\d{1,4}|[一二三四五六七八九十半])(?P<u>年|[カか箇ヵヶケ]月|週間|日|時間|分)(?P<dir>前|後)",
    rf"(?P<d>\d{{1,2}})日?{_BETWEEN}(?P<d2>\d{{1,2}})日(?!間|連続)",
    r"(?<![A-Za-z週第])(?<!停止)(?<!拘留)(?<!最低)(?<!最大)(?<!約)(?<!あと)(?<!わずか)(?P<d>\d{1,2})日(?:[（(](?P<wd>[月火水木金土日])[）)])?(?!間|ぶり|連続|続|目|以内|以上|分|程度|たっ|経|かか|過ぎ|足らず|余り|ほど)",
    r"(?:(?P<noon>午前|午後|未明|深夜|朝|夜)\s?)?(?P<h>\d{1,2})時(?!間|点|代)(?:(?P<i>\d{1,2})分|(?P<i30>半))?",
    r"(?P<wd>[月火水木金土日])曜日?",
    r"(?P<rel>昨日|今日|明日|一昨日|(?:[先今来][月週]|[昨去今来]年)末|先月|今月|来月|昨年度?|去年度?|今年度?|来年度?|先週|今週|来週)(?!的)",
)
_HAN = "一二三四五六七八九十"
_ZH = (
    rf"(?P<skip>{FIRST_MONTHS_ZH})",
    _ISO,
    _CLOCK,
    r"(?P<void>(?:农历|農曆|阴历|陰曆)[^\s,，。]{0,8}[日月年]|正月[初十廿][一二三四五六七八九十]|正月|腊月[廿二]?[一-十]*)",
    r"(?:民國|民国)(?P<roc>\d{2,3}|元)年度?(?:(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})日)?)?",
    r"(?<!\d)(?P<roc>1[0-3]\d)(?:學年度|年度|年(?=\d{1,2}月))(?:(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})日)?)?",
    rf"(?:(?P<y>(?:1[5-9]|20)\d\d)\s?年\s?)?(?P<m>\d{{1,2}})月?(?:{_BETWEEN}|至|到)(?P<m2>\d{{1,2}})月(?:份)?",
    rf"(?:(?P<y>(?:1[5-9]|20)\d\d)\s?年\s?)?(?P<m>\d{{1,2}})\s?月\s?(?P<d>\d{{1,2}})\s?(?:[日号號]?(?:{_BETWEEN}|至|到)(?P<d2>\d{{1,2}}))?"
    r"[日号號](?:[（(](?:星期|周|週)?(?P<wd>[一二三四五六日天])[）)])?",
    r"(?:(?P<y>(?:1[5-9]|20)\d\d)\s?年\s?)?(?P<m>\d{1,2})\s?月(?:份)?(?P<part>上旬|中旬|下旬|初|底|末)?(?!\d)",
    r"(?P<void>前[二三两兩23]个?季度?)",
    rf"(?:(?P<yh>[〇零○一二三四五六七八九]{{4}})年)?(?P<m>[{_HAN}]{{1,3}})月(?P<d>[{_HAN}]{{1,3}})[日号號]",
    r"(?:(?P<y>(?:1[5-9]|20)\d\d)\s?年\s?)?(?:(?:第?(?P<q>[1-4一二三四])季度|第(?P<q>[1-4一二三四])季(?=[GE財营營業业獲淨毛出的，,。、；]|$))|(?P<half>[上下])半年)",
    r"(?P<void>(?:1[5-9]|20)\d\d[-–—~至](?:19|20)?\d\d(?:學|学)?年度?)",
    r"(?P<y>(?:1[5-9]|20)\d\d)\s?年(?:(?P<part>初|底|末)(?![中级級])"
    # 中 begins many words (中国, 中超, 中华鲟): it is the middle of a year only where no other word can begin with it
    r"|(?P<part>中)(?=$|[^一-鿿]|前(?!线|線)|[后後将將启啟]|开始|開始|完成|投产|投產|正式|推出|公布|发布|發布|上市|之前|以[前来來]|左右))",
    r"(?P<y>(?:1[5-9]|20)\d\d)\s?年度?(?!代(?![表理]))",
    r"(?P<yh>二〇[〇零○一二三四五六七八九]{2})年",
    r"(?P<void>\d{1,3}[周週]年|\d{2,4}年代(?![表理]))",
    rf"(?<![\d近])(?<!\d\.)(?P<n>\d{{1,4}}|[{_HAN}两兩半])(?P<u>年|个月|個月|周|週|天|日|个?小时|個?小時|分钟|分鐘)"
    r"(?P<dir>之?前|以前|之?后|之?後|以后|以後)",
    rf"(?P<d>\d{{1,2}})[日号號]?(?:{_BETWEEN}|至|到)(?P<d2>\d{{1,2}})[日号號](?![线線楼樓院机機店厅廳文])",
    r"(?P<d>\d{1,2})\s?(?:日(?!遊|游|元|圆|圓|內|内)|[号號](?![线線楼樓院机機店厅廳文件口令坑井舰艦隧球選选決决]))",
    r"(?:(?P<noon>凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|晚间|晚間|深夜|夜间)\s?)?(?P<h>\d{1,2})\s?"
    r"(?:[时時](?![代期速尚间間])|[点點](?=鐘|钟|半|\d|（|\(|左右|許|许|，|$))(?:(?P<i>\d{1,2})分|(?P<i30>半))?",
    r"(?:星期|[周週](?![一二三四五六日]*次)|礼拜|禮拜)(?P<wd>[一二三四五六日天])(?![年岁歲])",
    r"(?P<rel>[本上下][周週]末|(?:[去今明]年|[上本下]月)[底末]|昨天|昨日|今天|今日|明天|明日|前天|后天|後天|上个月|上個月|上月|下个月|下個月|下月|本月|这个月|去年|今年|明年"
    r"|前年|上周|上週|本周|本週|下周|下週)",
)
_VI_PARTS = "đầu|giữa|cuối|trung tuần|thượng tuần|hạ tuần"
_VI_COUNT = "[Mm]ột|[Hh]ai|[Bb]a|[Bb]ốn|năm|[Ss]áu|[Bb]ảy|[Tt]ám|[Cc]hín|[Mm]ười"
_VI_NOT_COUNTED = "".join(
    f"(?<!{word} )" for word in (r"\d", "vài", "mấy", "một", "hai", "ba", "nhiều", "những")
)
"""Behind a number or "some" tuần trước means weeks ago, not last week."""
_VI_SIDES = r"(?<![\d/.,\w-])"
_VI = (
    _ISO,
    r"(?P<void>(?:âm lịch|24/7)|(?:mùng|mồng)\s\d{1,2}(?:\sTết|\stháng\s(?:Giêng|Chạp|giêng|chạp)|/1 âm lịch)?"
    r"|tháng (?:Giêng|Chạp))",
    r"(?P<noon>sáng|trưa|chiều|tối|đêm)?(?:ngày\s|\s)?(?P<d>\d{1,2})[/-](?P<m>\d{1,2})[/-](?P<y>(?:1[5-9]|20)\d\d)(?![\d/-])",
    r"(?:ngày\s)?(?P<d>\d{1,2})\stháng\s(?P<m>\d{1,2})(?:(?:\snăm\s|,\s|/)(?P<y>(?:1[5-9]|20)\d\d))?",
    r"ngày\s(?P<d>\d{1,2})(?:\s?[-–]\s?|\sđến\s(?:ngày\s)?|\svà\s(?:ngày\s)?)(?P<d2>\d{1,2})[/-](?P<m>\d{1,2})(?:[/-](?P<y>(?:1[5-9]|20)\d\d))?(?![\d/])",
    rf"{_VI_SIDES}(?P<d>\d{{1,2}})\s?[-–]\s?(?P<d2>\d{{1,2}})/(?P<m>\d{{1,2}})(?:/(?P<y>(?:1[5-9]|20)\d\d))?(?![\d/])",
    r"(?:[Nn]gày|[Ss]áng|[Tt]rưa|[Cc]hiều|[Tt]ối|[Đđ]êm|[Hh]ôm|từ|đến)\s(?P<d>\d{1,2})[/-](?P<m>\d{1,2})(?![-/\d]|\.\d|,\d)",
    rf"{_VI_SIDES}(?P<void>1/[2-5]|2/[35]|3/[45]|4/5)(?![-/\d]|\.\d|,\d|\s(?:số|dân|thời|ca|tổng|lượng|diện|người|quân|chiều|tuyến))",
    rf"{_VI_SIDES}(?P<d>\d{{1,2}})/(?P<m>\d{{1,2}})(?![-/\d]|\.\d|,\d|\s(?:số|dân|thời|ca|tổng|lượng|diện|người|quân|chiều|tuyến))",
    r"(?:[Nn]gày|[Ss]áng|[Cc]hiều|[Tt]ối|[Hh]ôm)\s(?P<d>\d{1,2})\.(?P<m>1[0-2]|0?[1-9])(?:\.(?P<y>20\d\d))?(?!\.?\d|%)",
    r"(?<!\d )[Nn]gày\s(?P<void>[\d./-]{0,12}\d)(?![\d%])",
    rf"(?:(?P<part>{_VI_PARTS})\s)?[Tt]háng\s(?P<m>1[0-2]|0?[1-9])(?:\s?/\s?|\snăm\s|-)(?P<y>(?:1[5-9]|20)\d\d)",
    rf"(?:(?P<part>{_VI_PARTS})\s)?[Tt]háng\s(?P<m>1[0-2]|0?[1-9])(?![\d.,/%-]{{0,9}}\d|%)",
    r"(?:[Qq]uý)\s(?P<q>III|II|IV|I|[1-4])(?:[/-](?P<y>(?:1[5-9]|20)\d\d)|\snăm\s(?P<y2>(?:1[5-9]|20)\d\d))?(?!\w)",
    r"[Nn]ăm\s(?P<y>(?:1[5-9]|20)\d\d)(?![\d.,]{0,9}\d)(?:\s?[-–]\s?(?:1[5-9]|20)\d\d)?",
    r"(?P<half>nửa đầu|nửa cuối|6 tháng đầu|6 tháng cuối)\snăm(?:\s(?P<y>(?:1[5-9]|20)\d\d))?",
    r"(?P<void>(?:1[5-9]|20)\d\d\s?[-–]\s?(?:1[5-9]|20)\d\d)(?![\d.,])",
    r"(?:giai đoạn|đến|từ|mùa|Tết|World Cup|Games|Xuân)\s(?P<y>(?:1[5-9]|20)\d\d)"
    r"(?![\d.,%]|\s(?:tỷ|tỉ|triệu|người|đồng))",
    rf"(?<![\d.,])(?P<n>\d{{1,4}}|{_VI_COUNT})\s(?P<u>năm|tháng|tuần|ngày|giờ|phút)\s(?P<dir>trước|sau)"
    r"(?!\w|\s(?:khi|đó|công nguyên))",
    r"(?P<h>\d{1,2})[hg](?P<i>[0-5]\d)?(?![\w])",
    r"(?:lúc|vào|từ|đến|khoảng)\s(?P<h>\d{1,2})\sgiờ(?!\sđồng hồ)(?:\s(?P<i>[0-5]?\d)(?:\sphút)?(?!\s?[/-]))?"
    r"(?:\s(?P<noon>sáng|trưa|chiều|tối|đêm))?",
    r"(?P<h>\d{1,2}):(?P<i>[0-5]\d)(?![:\d])(?:\sgiờ)?",
    r"(?P<h>\d{1,2})(?:[.:](?P<i>[0-5]\d))?\sgiờ\s(?P<noon>sáng|trưa|chiều|tối|đêm)(?!\w)",
    r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>20\d\d)(?!\d)",
    r"(?P<wd>[Tt]hứ\s(?:Hai|Ba|Tư|Năm|Sáu|Bảy)|[Cc]hủ [Nn]hật"
    r"|(?:(?<=sáng )|(?<=chiều )|(?<=tối )|(?<=vào )|(?<=ngày ))thứ\s(?:hai|ba|tư|năm|sáu|bảy))(?!\w)",
    r"(?P<void>[Tt]hứ\s(?:\d{1,3}(?!\d)|(?:hai|ba|tư|năm|sáu|bảy)(?!\w)))",
    rf"(?<!\w){_VI_NOT_COUNTED}(?P<rel>[Hh]ôm nay|[Hh]ôm qua|[Nn]gày mai|[Tt]háng (?:trước|sau|tới|này)"
    r"|[Nn]ăm (?:ngoái|nay|sau|tới)|[Tt]uần (?:trước|này|tới|sau))(?!\w)",
)
_HINDI_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("जनवरी", "फरवरी|फ़रवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई"),
            *("अगस्त", "सितंबर|सितम्बर", "अक्टूबर|अक्तूबर", "नवंबर|नवम्बर", "दिसंबर|दिसम्बर"),
        ),
        start=1,
    )
    for name in map(without_nukta, names.split("|"))
}
_HINDI_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("सोमवार", "मंगलवार", "बुधवार", "गुरुवार|बृहस्पतिवार", "शुक्रवार", "शनिवार", "रविवार|इतवार")
    )
    for name in names.split("|")
}
_HI_END = r"(?![ऀ-ॿ])"
_HI_MONTH = re.sub("([कखगजडढफ])", f"\\1{NUKTA}", "|".join(_HINDI_MONTHS))
_HI = (
    _ISO,
    rf"(?P<d>\d{{1,2}})(?:\s?(?:से|और|-|–)\s?(?P<d2>\d{{1,2}}))?\s(?P<mn>{_HI_MONTH}){_HI_END}(?:,?\s(?P<y>(?:19|20)\d\d)(?!\d))?",
    rf"(?P<mn>{_HI_MONTH}){_HI_END}\s(?P<d>\d{{1,2}}),\s(?P<y>(?:19|20)\d\d)(?!\d)",
    rf"(?P<mn>{_HI_MONTH}){_HI_END}\s(?P<d>\d{{1,2}})(?![\d,.]{{0,9}}\d|\s?(?:%|UNITS))",
    rf"(?P<mn>{_HI_MONTH}){_HI_END}(?:,?\s(?P<y>(?:19|20)\d\d)(?!\d))?",
    r"(?:(?P<noon>सुबह|दोपहर|शाम|रात)\s)?(?P<h>\d{1,2})(?::(?P<i>[0-5]\d))?\s?बजे",
    _CLOCK,
    r"(?<!,)(?P<y>(?:19|20)\d\d)(?:-(?P<void>\d\d))?(?![\d,.%]{0,9}\d|\s?(?:%|UNITS))",
    r"(?P<n>\d{1,4}|एक|दो|तीन|चार|पांच|पाँच|कुछ)\s(?P<u>साल|वर्ष|महीने|हफ़्ते|सप्ताह|दिन|घंटे|मिनट)"
    rf"\s(?P<dir>पहले|पूर्व|बाद){_HI_END}",
    rf"(?P<wd>{'|'.join(_HINDI_WEEKDAYS)}){_HI_END}",
    rf"(?<![ऀ-ॿ])(?P<rel>आज|पिछले साल|पिछले वर्ष|पिछले महीने|पिछले हफ़्ते|पिछले सप्ताह|अगले साल|अगले वर्ष|अगले महीने|अगले हफ़्ते"
    rf"|अगले सप्ताह|इस साल|इस वर्ष|इस महीने|इस हफ़्ते|इस सप्ताह){_HI_END}",
)
_EN_MONTH = (
    r"January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
)
_EN_WEEKDAY = (
    "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Mon|Tues|Tue|Wed|Thurs|Thu|Fri|Sat|Sun"
)
_EN_COUNT = r"\d{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_EN = (
    _ISO,
    r"(?P<h>\d{1,2})(?::(?P<i>[0-5]\d))?\s?(?P<noon>[ap]\.?m\.?)(?!\w)",
    _CLOCK,
    rf"\b(?P<mn>{_EN_MONTH})\.?\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\s?[-–]\s?(?P<d2>\d{{1,2}})(?!\d))?"
    r"(?![\d.,]{0,9}\d\d\d|%|:\d)"
    r"(?:,?\s(?P<y>(?:19|20)\d\d)\b)?",
    rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\s?[-–]\s?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?)?\s(?:of\s)?(?P<mn>{_EN_MONTH})\b\.?(?:,?\s(?P<y>(?:19|20)\d\d)\b)?",
    rf"\b(?:(?P<part>early|mid|late)[-\s])?(?P<mn>{_EN_MONTH})\.?,?\s(?:of\s)?(?P<y>(?:19|20)\d\d)\b(?!,\d)",
    rf"\b(?P<part>[Ee]arly|[Mm]id|[Ll]ate)[-\s](?P<mn>{_EN_MONTH})\b",
    rf"(?<=\b(?:in|of|by|to) )(?P<mn>{_EN_MONTH})\b(?!\.?\s\d)"
    rf"|\b(?:since|until|till|from|during|last|next|this|through|before|after)\s(?P<mn>{_EN_MONTH})\b(?!\.?\s\d)"
    r"|\b(?P<mn>January|February|April|June|July|August|September|October|November|December)\b",
    r"\bQ(?P<q>[1-4])\b(?:\s(?:of\s)?(?P<y>(?:19|20)\d\d)\b)?",
    r"\b(?P<qw>first|second|third|fourth)[-\s]quarter\b(?:\s(?:of\s)?(?P<y>(?:19|20)\d\d)\b)?",
    r"\b(?P<half>first|second|latter) half of (?:(?P<y>(?:19|20)\d\d)|(?:the|this|last|next) year)\b",
    r"\b(?P<void>(?:19|20)\d\ds|(?:19|20)\d\d[-–](?:(?:19|20)\d\d|\d\d))\b",
    r"(?:\b(?P<part>early|mid|late)[-\s])?(?<![\d.,$€£₹-])\b(?P<y>(?:19|20)\d\d)\b(?![.,]\d|%|[-–]\d|\s?(?:UNITS)\b)",
    r"(?<=\b(?:in|by|of) )(?P<y>1[5-8]\d\d)\b(?![,.]\d|\s?(?:UNITS)\b)",
    rf"\b(?P<n>{_EN_COUNT})\s(?P<u>year|month|week|day|hour|minute)s?\s(?P<dir>ago|earlier|later)\b",
    r"\bthe\s(?P<d>\d{1,2})(?:st|nd|rd|th)\b(?!\s(?:[a-z]|[A-Z]))",
    r"\b(?P<void>\d{1,3}(?:st|nd|rd|th))\b",
    rf"\b(?P<wd>{_EN_WEEKDAY})\b(?!-)",
    r"\b(?P<rel>[Yy]esterday|[Tt]oday|[Tt]omorrow|(?:[Ee]nd of )?(?:[Ll]ast|[Nn]ext|[Tt]his)"
    r" (?:weekend|week|month|year|fiscal year))\b",
)
_ALTERNATIVES: Mapping[str, Sequence[str]] = {
    "ko": _KO, "ja": _JA, "zh": _ZH, "vi": _VI, "hi": _HI, "en": _EN
}  # fmt: skip
LANGUAGES = tuple(_ALTERNATIVES)

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867}
_ROC = 1911
_RELATIVE = {
    "yesterday": "어제|昨日|昨天|hôm qua",
    "today": "오늘|今日|今天|hôm nay|आज",
    "tomorrow": "내일|明日|明天|ngày mai",
    "the day before yesterday": "그저께|그제|一昨日|前天",
    "the day after tomorrow": "모레|后天|後天",
    "last fiscal year": "昨年度|去年度",
    "this fiscal year": "今年度",
    "next fiscal year": "来年度",
    "last weekend": "先週末|上周末|上週末",
    "this weekend": "今週末|本周末|本週末",
    "next weekend": "来週末|下周末|下週末",
    "end of last month": "先月末|上月底|上月末",
    "end of this month": "今月末|本月底|本月末",
    "end of next month": "来月末|下月底|下月末",
    "end of last year": "昨年末|去年末|去年底",
    "end of this year": "今年末|今年底",
    "end of next year": "来年末|明年末|明年底",
    "last month": "지난달|先月|上个月|上個月|上月|tháng trước|पिछले महीने",
    "this month": "이달|이번달|今月|本月|这个月|tháng này|इस महीने",
    "next month": "내달|다음달|来月|下个月|下個月|下月|tháng sau|tháng tới|अगले महीने",
    "last year": "지난해|작년|昨年|去年|năm ngoái|पिछले साल|पिछले वर्ष",
    "this year": "올해|금년|올|今年|năm nay|इस साल|इस वर्ष",
    "next year": "내년|来年|明年|năm sau|năm tới|अगले साल|अगले वर्ष",
    "the year before last": "재작년|前年",
    "last week": "지난주|先週|上周|上週|tuần trước|पिछले हफ़्ते|पिछले सप्ताह",
    "this week": "이번주|今週|本周|本週|tuần này|इस हफ़्ते|इस सप्ताह",
    "next week": "다음주|来週|下周|下週|tuần tới|tuần sau|अगले हफ़्ते|अगले सप्ताह",
}
_RELATIVE_WORDS = {
    without_nukta(word.replace(" ", "")): english
    for english, words in _RELATIVE.items()
    for word in words.split("|")
}
_SPANS = {
    "year": "년|年|năm|साल|वर्ष|year",
    "month": "개월|달|カ月|か月|箇月|ヵ月|ヶ月|ケ月|个月|個月|tháng|महीने|month",
    "week": "주|주일|週間|周|週|tuần|हफ़्ते|सप्ताह|week",
    "day": "일|日|天|ngày|दिन|day",
    "hour": "시간|時間|小时|小時|个小时|個小時|giờ|घंटे|hour",
    "minute": "분|分|分钟|分鐘|phút|मिनट|minute",
}
_SPAN_WORDS = {without_nukta(word): english for english, words in _SPANS.items() for word in words.split("|")}
_COUNTS = {
    word: number
    for number, words in enumerate(
        (
            "한|一|một|एक|a|an|one", "두|二|两|兩|hai|दो|two", "세|三|ba|तीन|three", "네|四|bốn|चार|four",
            "五|पांच|पाँच|five", "六|six", "七|seven", "八|eight", "九|nine", "十|ten", "eleven", "twelve",
        ),
        start=1,
    )
    for word in words.split("|")
}  # fmt: skip
_BACKWARD = {"전", "前", "之前", "以前", "trước", "पहले", "पूर्व", "ago", "earlier"}
_PARTS = {
    "early": "초|초순|상순|上旬|初旬|初め|初|đầu|thượng tuần|early",
    "mid": "중순|중반|中旬|中|半ば|giữa|trung tuần|mid",
    "late": "하순|말|下旬|末|底|cuối|hạ tuần|late",
}
_PART_WORDS = {word: english for english, words in _PARTS.items() for word in words.split("|")}
_AFTERNOON = {
    "오후",
    "저녁",
    "午後",
    "下午",
    "傍晚",
    "晚上",
    "晚间",
    "晚間",
    "chiều",
    "tối",
    "शाम",
    "p.m.",
    "pm",
    "p.m",
    "pm.",
}
_AFTERNOON_OR_NIGHT = {"밤", "夜", "रात", "đêm", "深夜", "夜间"}
_MORNING_TWELVE = {"오전", "午前", "凌晨", "a.m.", "am", "a.m", "am."}
_QUARTERS = {
    **{
        "1": 1,
        "2": 2,
        "3": 3,
        "4": 4,
        "一": 1,
        "二": 2,
        "三": 3,
        "四": 4,
        "I": 1,
        "II": 2,
        "III": 3,
        "IV": 4,
    },
    **{"first": 1, "second": 2, "third": 3, "fourth": 4},
}
_SECOND_HALF = {"하", "下", "nửa cuối", "6 tháng cuối", "second", "latter"}
_VI_WEEKDAYS = {"hai": 0, "ba": 1, "tư": 2, "năm": 3, "sáu": 4, "bảy": 5}
_WEEKDAY_LETTERS = {
    **{letter: number for number, letter in enumerate("월화수목금토일")},
    **{letter: number for number, letter in enumerate("月火水木金土日")},
    **{letter: number for number, letter in enumerate("一二三四五六天")},
}


def find_calendar(text: str, language: str, counted: Callable[[], str]) -> tuple[CalendarMention, ...]:
    """Mentions in order, without overlaps. ``text`` has ASCII digits only; ``language`` is one of ``LANGUAGES``.

    ``counted`` gives, as a regular expression, the words that make a number before them an amount (2000 people).
    """
    pattern = _alternation(language, counted() if language in ("hi", "en") else "")
    return tuple(
        _mention(match, language)
        for match in pattern.finditer(text)
        if not _touches_number(text, match.start(), match.end()) and not _is_span(text, match, language)
    )


@lru_cache(maxsize=8)
def _alternation(language: str, counted: str) -> re.Pattern[str]:
    """One pattern of all alternatives; the groups of the i-th end in ``_i``, repeats in one get a letter too."""
    written = []
    for number, alternative in enumerate(_ALTERNATIVES[language]):
        seen: dict[str, int] = {}

        def rename(group: re.Match[str], number: int = number, seen: dict[str, int] = seen) -> str:
            seen[group[1]] = seen.get(group[1], 0) + 1
            return f"(?P<{group[1]}_{number}_{seen[group[1]]}>"

        pattern = with_optional_nukta(alternative) if language == "hi" else alternative
        written.append(re.sub(r"\(\?P<(\w+)>", rename, pattern.replace("UNITS", counted)))
    return re.compile("|".join(f"(?:{alternative})" for alternative in written))


def _is_span(text: str, match: re.Match[str], language: str) -> bool:
    """Months that are counted: 懲役4年6月, the 前10月 of a year."""
    if language not in ("ja", "zh"):
        return False
    written = match.group()
    return (written[0] == "前" and written[-1] == "月") or is_term_of_months(text, match.end())


_DATE_OF_ITEM = re.compile(r"(?:19|20)\d\d|\d{1,2}月")
_ITEM_NUMBER = re.compile(r"(?:^|\s)\d{1,2}\.$")


def _touches_number(text: str, start: int, end: int) -> bool:
    is_cut = start > 0 and text[start - 1] in ".," and text[max(0, start - 2) : start] != ".."
    if text[start].isdigit() and start > 0 and (text[start - 1].isdigit() or is_cut):
        is_item = _DATE_OF_ITEM.match(text, start) and _ITEM_NUMBER.search(text, max(0, start - 4), start)
        return not is_item
    return end < len(text) and text[end - 1].isdigit() and text[end].isdigit()


def _mention(match: re.Match[str], language: str) -> CalendarMention:
    found = {name.split("_")[0]: value for name, value in match.groupdict().items() if value is not None}
    start, end = match.span()
    if "void" in found:
        return CalendarMention(start, end, _anniversary(found["void"]))
    if "born" in found:
        year = _year_of_birth(found["born"])
        return CalendarMention(start, end, f"born in {year}", year=year)
    if "n" in found:
        return _told_from_now(start, end, found)
    if "rel" in found:
        phrase = _RELATIVE_WORDS.get(
            without_nukta(found["rel"].lower().replace(" ", "")), found["rel"].lower()
        )
        return CalendarMention(start, end, phrase, relative=phrase)
    parts = _parts(found, language)
    if parts is None or not _can_be(parts):
        return CalendarMention(start, end, "")
    mention = CalendarMention(start, end, "", **parts)  # type: ignore[arg-type]
    return CalendarMention(start, end, _in_english(mention), **parts)  # type: ignore[arg-type]


def _anniversary(written: str) -> str:
    match = re.fullmatch(r"(\d{1,3})(?:주년|周年|週年)", written)
    if match is None:
        return _FIRST_QUARTERS.get(written, "")
    return f"{ordinal(int(match[1]))} anniversary"


_FIRST_QUARTERS = {
    f"前{sign}{counter}季度": f"first {count} quarters"
    for count, signs in (("two", "二两兩2"), ("three", "三3"))
    for sign in signs
    for counter in ("", "个")
}


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th …"""
    if 10 <= number % 100 <= 20:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _told_from_now(start: int, end: int, found: Mapping[str, str]) -> CalendarMention:
    count = int(found["n"]) if found["n"].isdecimal() else _COUNTS.get(found["n"].lower())
    span = _SPAN_WORDS.get(without_nukta(found["u"]))
    if count is None or span is None:
        return CalendarMention(start, end, "")
    direction = "ago" if found["dir"] in _BACKWARD else "later"
    phrase = f"{count} {span}{'' if count == 1 else 's'} {direction}"
    return CalendarMention(start, end, phrase, relative=phrase)


def _parts(found: Mapping[str, str], language: str) -> dict[str, int | str] | None:
    """The fields of the mention, or None where its hour can be two."""
    parts: dict[str, int | str] = {}
    if (year := _year(found)) is not None:
        parts["year"] = year
    if "m" in found or "mn" in found:
        parts["month"] = _month(found)
    for group, field in (("m2", "month_to"), ("d2", "day_to"), ("i", "minute")):
        if group in found:
            parts[field] = int(found[group])
    if "d" in found:
        parts["day"] = int(found["d"]) if found["d"].isdecimal() else _han(found["d"])
    if "h" in found:
        hour = _hour(int(found["h"]), found.get("noon", ""))
        if hour is None:
            return None
        parts |= {"hour": hour, "minute": 30} if "i30" in found else {"hour": hour}
    return parts | _other_parts(found, language)


def _other_parts(found: Mapping[str, str], language: str) -> dict[str, int | str]:
    parts: dict[str, int | str] = {}
    quarter = found.get("q", found.get("qw"))
    if quarter is not None:
        parts["quarter"] = _QUARTERS[quarter]
    if "half" in found:
        parts["half"] = 2 if found["half"] in _SECOND_HALF else 1
    if "wd" in found:
        parts["weekday"] = WEEKDAYS[_weekday(found["wd"], language)]
    if "part" in found:
        parts["part"] = _PART_WORDS[found["part"].lower()]
    return parts


def _year(found: Mapping[str, str]) -> int | None:
    if "era" in found:
        return _ERAS[found["era"]] + (1 if found["ey"] == "元" else int(found["ey"]))
    if "roc" in found:
        return _ROC + (1 if found["roc"] == "元" else int(found["roc"]))
    if "yh" in found:
        return int(
            "".join(
                str("〇一二三四五六七八九".index(sign.replace("零", "〇").replace("○", "〇")))
                for sign in found["yh"]
            )
        )
    written = found.get("y", found.get("y2"))
    if written is None:
        return None
    if (
        len(written) == 2
    ):  # 25년 3월: two digits stand for this century up to the year 40, for the last one from there
        return int(written) + (2000 if int(written) <= 40 else 1900)
    return int(written)


_LAST_BORN = 25
"""Births of this century in two digits: 07년생 is 2007, 67년생 1967."""


def _year_of_birth(written: str) -> int:
    year = int(written)
    return year if len(written) == 4 else year + (2000 if year <= _LAST_BORN else 1900)


def _month(found: Mapping[str, str]) -> int:
    if "mn" in found:
        name = without_nukta(found["mn"])
        if name in _HINDI_MONTHS:
            return _HINDI_MONTHS[name]
        return next(number for number, month in enumerate(MONTHS, start=1) if month[:3] == name[:3])
    written = found["m"]
    return int(written) if written.isdecimal() else _han(written)


def _han(written: str) -> int:
    """一 to 九十九; 0, which no date has, for what is no number."""
    digits = {sign: number for number, sign in enumerate("一二三四五六七八九", start=1)}
    tens, ten, ones = written.rpartition("十")
    if ten:
        if (tens and tens not in digits) or (ones and ones not in digits):
            return 0
        return (digits[tens] if tens else 1) * 10 + (digits[ones] if ones else 0)
    return digits.get(written, 0)


def _hour(hour: int, noon: str) -> int | None:
    """On the clock of 24 hours, or None where evening and small hours cannot be told apart."""
    if noon in _AFTERNOON and hour < 12:
        return hour + 12
    if noon in _AFTERNOON_OR_NIGHT and hour <= 12:
        return hour + 12 if 6 <= hour < 12 else None
    if noon == "दोपहर" and hour < 6:
        return hour + 12
    if noon in _MORNING_TWELVE and hour == 12:
        return 0
    return hour


def _weekday(written: str, language: str) -> int:
    if language == "zh" and written == "日":
        return 6
    if written in _WEEKDAY_LETTERS:
        return _WEEKDAY_LETTERS[written]
    if written in _HINDI_WEEKDAYS:
        return _HINDI_WEEKDAYS[written]
    if language == "vi":
        return _VI_WEEKDAYS.get(written.lower().removeprefix("thứ "), 6)
    return next(number for number, name in enumerate(WEEKDAYS) if name[:3] == written[:3])


def _can_be(parts: Mapping[str, int | str]) -> bool:
    bounds = {
        "month": (1, 12),
        "month_to": (1, 12),
        "day": (1, 31),
        "day_to": (1, 31),
        "hour": (0, 24),
        "minute": (0, 59),
    }
    for field, (low, high) in bounds.items():
        value = parts.get(field)
        if isinstance(value, int) and not low <= value <= high:
            return False
    return True


def _in_english(mention: CalendarMention) -> str:
    """March 10–12, 2026; mid-March; the first quarter of 2026. A lone day or a time of day has no sure short form."""
    year = str(mention.year) if mention.year is not None else ""
    if mention.quarter is not None or mention.half is not None:
        names = ("first", "second", "third", "fourth")
        name = (
            f"{names[mention.quarter - 1]} quarter"
            if mention.quarter is not None
            else f"{names[(mention.half or 1) - 1]} half"
        )
        return f"{name} of {year}" if year else name
    if mention.month is None:
        if year:
            return f"{mention.part} {year}".strip()
        return mention.weekday if mention.day is None and mention.hour is None else ""
    month = MONTHS[mention.month - 1]
    if mention.month_to is not None:
        month = f"{month}–{MONTHS[mention.month_to - 1]}"
    if mention.day is not None:
        to = f"–{mention.day_to}" if mention.day_to is not None else ""
        return f"{month} {mention.day}{to}{f', {year}' if year else ''}"
    if mention.part:
        month = f"mid-{month}" if mention.part == "mid" else f"{mention.part} {month}"
    return f"{month} {year}".strip()
