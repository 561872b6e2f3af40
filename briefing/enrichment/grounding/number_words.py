"""Number words of each language by value. Written by hand; spellings that vary stand beside each other."""

from __future__ import annotations

from decimal import Decimal

ENGLISH_UNITS = {
    name: value
    for value, name in enumerate(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ],
        start=1,
    )
} | {
    name: 10 * value
    for value, name in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
ENGLISH_ORDINALS = {
    name: value
    for value, name in enumerate(
        [
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
        ],
        start=3,
    )
} | {
    "thirds": 3,
    "fifths": 5,
    "sixths": 6,
    "eighths": 8,
    "tenths": 10,
    "thirtieth": 30,
    "fortieth": 40,
    "fiftieth": 50,
    "hundredth": 100,
}
"""Without first, second, half and quarter, which are more often no number."""
ENGLISH_SCALES = {
    "hundred": 100,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "lakh crore": 10**12,
    "lakh": 10**5,
    "crore": 10**7,
    "dozen": 12,
}

CJK_DIGITS = {"〇": 0, "零": 0} | {char: value for value, char in enumerate("一二三四五六七八九", start=1)}
CJK_DIGITS |= {"两": 2, "兩": 2}
CJK_SMALL = {"十": 10, "百": 100, "千": 1000}
CJK_SCALES = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}

KOREAN_NATIVE = {
    "하나": 1,
    "한": 1,
    "두": 2,
    "둘": 2,
    "세": 3,
    "셋": 3,
    "석": 3,
    "네": 4,
    "넷": 4,
    "넉": 4,
    "다섯": 5,
    "여섯": 6,
    "일곱": 7,
    "여덟": 8,
    "아홉": 9,
    "열": 10,
    "스물": 20,
    "스무": 20,
    "서른": 30,
    "마흔": 40,
    "쉰": 50,
    "예순": 60,
    "일흔": 70,
    "여든": 80,
    "아흔": 90,
    "첫": 1,
    "양": 2,
}
KOREAN_DAYS = {
    "이틀": 2,
    "사흘": 3,
    "나흘": 4,
    "닷새": 5,
    "엿새": 6,
    "이레": 7,
    "여드레": 8,
    "아흐레": 9,
    "열흘": 10,
    "보름": 15,
    "한두": 2,
    "두세": 3,
    "서너": 4,
}
KOREAN_SCALES = {"만": 10**4, "억": 10**8, "조": 10**12}

VIETNAMESE_UNITS = {
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "đôi": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "lăm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
}
VIETNAMESE_SCALES = {
    "trăm": 100,
    "nghìn": 10**3,
    "ngàn": 10**3,
    "triệu": 10**6,
    "tỷ": 10**9,
    "tỉ": 10**9,
}

HINDI_SCALES = {
    "सौ": 100,
    "हजार": 10**3,
    "हज़ार": 10**3,
    "लाख": 10**5,
    "करोड़": 10**7,
    "अरब": 10**9,
    "खरब": 10**11,
    "मिलियन": 10**6,
    "बिलियन": 10**9,
    "ट्रिलियन": 10**12,
}
_HINDI = """
1 एक | 2 दो दोनों दूसरे दूसरी दूसरा | 3 तीन तीनों तीसरे तीसरी तीसरा तिहाई
4 चार चारों चौथे चौथी चौथा | 5 पांच पाँच पांचवें पांचवीं पांचवां पांचवे
6 छह छः छ छठे छठी छठा | 7 सात सातवें सातवीं सातवां | 8 आठ आठवें आठवीं आठवां | 9 नौ नौवें नौवीं | 10 दस दसवें दसवीं | 11 ग्यारह
12 बारह दर्जन | 13 तेरह | 14 चौदह | 15 पंद्रह पन्द्रह | 16 सोलह | 17 सत्रह | 18 अठारह अट्ठारह | 19 उन्नीस | 20 बीस | 21 इक्कीस
22 बाईस बाइस | 23 तेईस तेइस | 24 चौबीस | 25 पच्चीस | 26 छब्बीस
27 सत्ताईस सत्ताइस | 28 अट्ठाईस अट्ठाइस | 29 उनतीस | 30 तीस | 31 इकतीस
32 बत्तीस | 33 तैंतीस | 34 चौंतीस | 35 पैंतीस | 36 छत्तीस | 37 सैंतीस | 38 अड़तीस
39 उनतालीस | 40 चालीस | 41 इकतालीस | 42 बयालीस
43 तैंतालीस | 44 चवालीस | 45 पैंतालीस | 46 छियालीस | 47 सैंतालीस | 48 अड़तालीस
49 उनचास | 50 पचास | 51 इक्यावन | 52 बावन | 53 तिरपन
54 चौवन | 55 पचपन | 56 छप्पन | 57 सत्तावन | 58 अट्ठावन | 59 उनसठ | 60 साठ
61 इकसठ | 62 बासठ | 63 तिरसठ | 64 चौंसठ | 65 पैंसठ
66 छियासठ | 67 सड़सठ | 68 अड़सठ | 69 उनहत्तर | 70 सत्तर | 71 इकहत्तर | 72 बहत्तर
73 तिहत्तर | 74 चौहत्तर | 75 पचहत्तर | 76 छिहत्तर
77 सतहत्तर | 78 अठहत्तर | 79 उनासी | 80 अस्सी | 81 इक्यासी | 82 बयासी | 83 तिरासी
84 चौरासी | 85 पचासी | 86 छियासी | 87 सत्तासी
88 अट्ठासी | 89 नवासी | 90 नब्बे | 91 इक्यानवे | 92 बानवे | 93 तिरानवे
94 चौरानवे | 95 पचानवे | 96 छियानवे | 97 सत्तानवे | 98 अट्ठानवे
99 निन्यानवे | 100 सौ
"""
HINDI_WORDS = {
    word: int(numeral)
    for entry in _HINDI.replace("\n", "|").split("|")
    if entry.strip()
    for numeral, *words in [entry.split()]
    for word in words
}
HINDI_HALVES = {
    "आधा": Decimal("0.5"),
    "आधे": Decimal("0.5"),
    "आधी": Decimal("0.5"),
    "डेढ़": Decimal("1.5"),
    "ढाई": Decimal("2.5"),
    "साढ़े": Decimal("0.5"),
    "सवा": Decimal("1.25"),
}
