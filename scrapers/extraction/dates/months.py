"""Names of the months, by language: those that the region's publishers and its embassies write."""

from __future__ import annotations

import unicodedata

# One row a language, twelve cells, spellings of one month joined by "|". Abbreviations that are also common words
# ("ago" is August in Spanish, "out" October in Portuguese) are left out.
_NAMES = {
    "en": "jan|january feb|february mar|march apr|april may jun|june jul|july aug|august sep|sept|september"
    " oct|october nov|november dec|december",
    "hi": "जनवरी|जन फरवरी|फ़रवरी|फर|फ़र मार्च अप्रैल|अप्रेल मई जून जुलाई|जुल अगस्त|अग सितंबर|सितम्बर|सित"
    " अक्टूबर|अक्तूबर|अक्टू|अक्तू नवंबर|नवम्बर|नव दिसंबर|दिसम्बर|दिस",
    "mr": "जानेवारी|जाने फेब्रुवारी|फेब्रु मार्च एप्रिल|एप्रि मे जून जुलै ऑगस्ट|ऑग सप्टेंबर|सप्टें ऑक्टोबर|ऑक्टो"
    " नोव्हेंबर|नोव्हें डिसेंबर|डिसें",
    "gu": "જાન્યુઆરી|જાન્યુ ફેબ્રુઆરી|ફેબ્રુ માર્ચ એપ્રિલ મે જૂન જુલાઈ|જુલાઇ ઑગસ્ટ|ઓગસ્ટ સપ્ટેમ્બર|સપ્ટે"
    " ઑક્ટોબર|ઓક્ટોબર|ઑક્ટો|ઓક્ટો નવેમ્બર|નવે ડિસેમ્બર|ડિસે",
    "bn": "জানুয়ারি|জানুয়ারী|জানু ফেব্রুয়ারি|ফেব্রুয়ারী|ফেব মার্চ এপ্রিল মে জুন জুলাই আগস্ট|আগষ্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর",
    "pa": "ਜਨਵਰੀ ਫਰਵਰੀ|ਫ਼ਰਵਰੀ ਮਾਰਚ ਅਪ੍ਰੈਲ ਮਈ ਜੂਨ ਜੁਲਾਈ ਅਗਸਤ ਸਤੰਬਰ ਅਕਤੂਬਰ ਨਵੰਬਰ ਦਸੰਬਰ",
    "ta": "ஜனவரி|ஜன பிப்ரவரி|பிப் மார்ச் ஏப்ரல் மே ஜூன் ஜூலை ஆகஸ்ட்|ஆகஸ்டு செப்டம்பர் அக்டோபர் நவம்பர் டிசம்பர்",
    "te": "జనవరి ఫిబ్రవరి మార్చి ఏప్రిల్ మే జూన్ జూలై|జులై ఆగస్టు|ఆగస్ట్ సెప్టెంబర్ అక్టోబర్ నవంబర్ డిసెంబర్",
    "kn": "ಜನವರಿ ಫೆಬ್ರವರಿ ಮಾರ್ಚ್ ಏಪ್ರಿಲ್ ಮೇ ಜೂನ್ ಜುಲೈ ಆಗಸ್ಟ್ ಸೆಪ್ಟೆಂಬರ್ ಅಕ್ಟೋಬರ್ ನವೆಂಬರ್ ಡಿಸೆಂಬರ್",
    "ml": "ജനുവരി ഫെബ്രുവരി മാർച്ച് ഏപ്രിൽ മേയ്|മെയ് ജൂൺ ജൂലൈ ഓഗസ്റ്റ്|ആഗസ്റ്റ് സെപ്റ്റംബർ ഒക്ടോബർ നവംബർ ഡിസംബർ",
    "or": "ଜାନୁଆରୀ|ଜାନୁଆରି ଫେବୃଆରୀ|ଫେବୃଆରି ମାର୍ଚ୍ଚ ଅପ୍ରେଲ|ଏପ୍ରିଲ ମଇ ଜୁନ ଜୁଲାଇ ଅଗଷ୍ଟ ସେପ୍ଟେମ୍ବର ଅକ୍ଟୋବର ନଭେମ୍ବର ଡିସେମ୍ବର",
    "fr": "janvier|janv février|fevrier|févr mars avril|avr mai juin juillet|juil août|aout septembre octobre"
    " novembre décembre|decembre|déc",
    "de": "januar|jänner februar märz|maerz|mär april mai juni juli august september oktober|okt november"
    " dezember|dez",
    "es": "enero|ene febrero marzo abril|abr mayo junio julio agosto septiembre|setiembre octubre noviembre"
    " diciembre|dic",
    "it": "gennaio|gen febbraio marzo aprile maggio|mag giugno|giu luglio|lug agosto settembre ottobre|ott novembre"
    " dicembre",
    "pt": "janeiro fevereiro|fev março|marco abril maio junho julho agosto setembro outubro novembro dezembro",
    "nl": "januari februari maart|mrt april mei juni juli augustus september oktober november december",
}
MONTHS: dict[str, int] = {
    unicodedata.normalize("NFKC", name): number
    for row in _NAMES.values()
    for number, cell in enumerate(row.split(), 1)
    for name in cell.split("|")
}
# "tháng ba" and "tháng 3"; longer spellings first, for they begin with shorter ones.
VIETNAMESE_MONTHS: dict[str, int] = {
    "mười một": 11, "mười hai": 12, "một": 1, "giêng": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6,
    "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mười": 10, "chạp": 12,
}  # fmt: skip
