"""The structured line of Hindi headlines: what is read of them, and what words that only look alike must not say.

All headlines are invented.
"""

from __future__ import annotations

import pytest

from briefing.enrichment.figures import find_figures
from briefing.enrichment.glossary import Gloss, load_lexicon
from briefing.enrichment.translation.hindi_counts import find_counts
from briefing.enrichment.translation.line import read_line
from briefing.taxonomy.hindi_verbs import HindiVerb, conjugate


def line(title: str) -> str:
    return read_line(title, "hi", find_figures(title, (), "hi")).text


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("केंद्र सरकार ने गेहूं के निर्यात पर लगाई रोक", "central government: wheat exports, stopped"),
        ("कोच्चि में नाव पलटी, 9 मछुआरे लापता", "boat capsized in Kochi, 9 fishermen missing"),
        ("विदेश मंत्री एस जयशंकर ने की वार्ता", "Foreign Minister S. Jaishankar: talks"),
        ("हाईकोर्ट ने जमानत याचिका खारिज की", "high court: bail petition rejected"),
        ("राजदूत को तलब किया गया", "ambassador summoned"),
        ("कर्ज सस्ता होगा", "loan, to be cheaper"),
        ("वित्त मंत्री का ऐलान- नहीं बढ़ेगा टैक्स", "finance minister announcement; will not rise, tax"),
        ("सड़क हादसे में 14 की मौत, पांच घायल", "in road accident, 14 dead, 5 injured"),
        ("खदान में 6 मजदूरों की मौत", "in mine, death of 6 workers"),
        ("मंत्री इस्तीफा दे सकते हैं", "minister, possible resignation"),
        ("बाढ़ की चपेट में 40 गांव", "hit by flood, 40 villages"),
        ("अदालत ने कानून को असंवैधानिक बताया", "court: law, called unconstitutional"),
        ("पूर्व मंत्री राजेश वर्मा पर रिश्वत का आरोप", "former minister Rajesh Verma, bribe allegations"),
        ("घुसपैठ रोकने के लिए सेना तैनात", "for infiltration stopping, army deployed"),
    ],
)
def test_lines(title: str, expected: str) -> None:
    assert line(title) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("जापान नहीं खरीदेगा रूसी गैस", "Japan, will not buy, Russian gas"),
        ("किसानों को नहीं मिलेगी राहत", "farmers will not get, relief"),
        ("परीक्षा रद्द नहीं होगी", "exam, not to be cancelled"),
        ("समझौते को मंजूरी नहीं", "agreement, no approval"),
        ("सोना नहीं बिकेगा", "… will not be sold"),
    ],
)
def test_a_negation_stays_with_its_verb(title: str, expected: str) -> None:
    assert line(title) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        # का belongs to the reply: China is nobody's
        ("भारत का चीन को कड़ा जवाब", "India, China, tough reply"),
        # the one who is warned stands before को
        ("भारत ने पाकिस्तान को दी चेतावनी", "India: warned Pakistan"),
        # who acts and a bare object are no compound
        ("सरकार तेल खरीदेगी", "government, to buy oil"),
        # another country's navy is not India's
        ("चीनी नौसेना का अभ्यास, भारतीय नौसेना सतर्क", "Chinese navy exercise, Indian Navy alert"),
        # चार is no four inside another word
        ("संचार उपग्रह लॉन्च", "communication satellite launch"),
        # सूरत is a city, but no city here
        ("किसी सूरत में नहीं झुकेंगे", "… will not bow"),
        # passed, but not what a farmer has
        ("बिल पास, किसान के पास जमीन नहीं", "bill passed, farmer, no land"),
        # tainted, but not fired
        ("दागी नेताओं पर कार्रवाई", "… leaders, action"),
    ],
)
def test_words_that_look_alike_do_not_mislead(title: str, expected: str) -> None:
    assert line(title) == expected


def test_a_verb_is_listed_once_and_read_in_its_forms() -> None:
    forms = conjugate(HindiVerb("खरीद", "buy", "bought", "buying", takes_object=True))
    assert forms["खरीदेगी"] == "to buy"
    assert forms["खरीदा गया"] == "bought"
    assert forms["खरीद नहीं सकता"] == "cannot buy"
    assert forms["नहीं खरीदेंगे"] == "will not buy"
    assert (
        conjugate(HindiVerb("गिर", "fall", "fell", "falling", takes_object=False))["नहीं गिरा"]
        == "did not fall"
    )


def test_a_word_of_the_glossary_is_no_form_of_a_verb() -> None:
    read = load_lexicon("hi").read("घटना")
    assert [reading.meaning for reading in read] == [Gloss("incident", "terms")]


def test_counts_are_words_by_themselves_and_of_people_where_something_befell_them() -> None:
    counts = list(find_counts("चार की मौत, संचार ठप, दो ठिकाने", ()))
    assert [(count.number, count.is_of_people) for count in counts] == [("4", True), ("2", False)]


def test_the_dots_of_careful_hindi_change_no_word() -> None:
    plain, dotted = "रिजर्व बैंक ने रेपो रेट घटाया", "रिज़र्व बैंक ने रेपो रेट घटाया"
    assert read_line(dotted, "hi", ()).text == read_line(plain, "hi", ()).text
    assert "Reserve Bank of India" in read_line(dotted, "hi", ()).text
