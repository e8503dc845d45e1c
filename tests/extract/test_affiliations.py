"""Who serves whom, in which office."""

import pytest
from extract.rows import missing


def tables(rows):
    return pytest.mark.parametrize(("text", "affiliations"), rows)


@tables(
    [
        # A title before a name, with its state or body before or behind it.
        missing(
            "`Somali` before a title is read as the region of Ethiopia, not as the state",
            "Somali President Abdi Warsame visited Kismayo.",
            ["Abdi Warsame -> Somalia (President)"],
        ),
        ("Somalia's foreign minister, Hodan Jama, visited Kismayo.", ["Hodan Jama -> Somalia (foreign minister)"]),
        ("President of Georgia Nino Beridze signed the law.", ["Nino Beridze -> Georgia (President)"]),
        ("UN envoy Karin Lindqvist flew to Aden.", ["Karin Lindqvist -> United Nations (envoy)"]),
        ("NATO Secretary General Lars Holm spoke in Riga.", ["Lars Holm -> NATO (Secretary General)"]),
        ("Sinn Fein leader Aoife Doyle walked out.", ["Aoife Doyle -> Sinn Féin (leader)"]),
        ("Kremlin spokesman Andrei Volkov smiled.", ["Andrei Volkov -> Kremlin (spokesman)", "Kremlin -> Russia"]),
        # An apposition or a predicate.
        ("Tran Van Minh, the prime minister of Vietnam, flew home.", ["Tran Van Minh -> Vietnam (prime minister)"]),
        ("Hodan Jama is Somalia's foreign minister.", ["Hodan Jama -> Somalia (foreign minister)"]),
        ("Rajiv Menon, head of the Red Cross, flew to Colombo.", ["Rajiv Menon -> International Committee of the Red Cross (head)"]),
        ("Fatou Diallo, a spokeswoman for UNICEF, wept.", ["Fatou Diallo -> UNICEF (spokeswoman)", "UNICEF -> United Nations"]),
        # Former ones stay told as such.
        ("Former Maltese Prime Minister Carmela Borg died.", ["Carmela Borg -> Malta (Prime Minister)"]),
        missing(
            "a prefix that hides a demonym: Ex-Ugandan",
            "Ex-Ugandan president Moses Okello is in exile.",
            ["Moses Okello -> Uganda (president)"],
        ),
        # Two in a sentence, each with an own state.
        (
            "Kenyan President Joseph Otieno met Ethiopian Prime Minister Alemu Bekele.",
            ["Alemu Bekele -> Ethiopia (Prime Minister)", "Joseph Otieno -> Kenya (President)"],
        ),
        missing(
            "an apposition of the second person is hung on the first",
            "Joseph Otieno, president of Kenya, and Alemu Bekele, prime minister of Ethiopia, met in Moyale.",
            ["Alemu Bekele -> Ethiopia (prime minister)", "Joseph Otieno -> Kenya (president)"],
        ),
        # Organs of a state have no role.
        ("Ukraine's defence ministry moved.", ["Ministry of Defence of Ukraine -> Ukraine"]),
        ("The Malian army left Kidal.", ["Armed Forces of Mali -> Mali"]),
    ]
)
def test_offices(told, text, affiliations):
    assert told(text).affiliations == affiliations


@tables(
    [
        ("Joseph Otieno met the president of Uganda in Entebbe.", []),
        ("Hodan Jama was born in Kenya.", []),
        ("Somali singer Hodan Jama lives in London.", []),
        ("Abdi Warsame called Kenya's ambassador a liar.", []),
        ("The president of Mali thanked Hodan Jama.", []),
        ("Hodan Jama flew to Uganda.", []),
        ("Joseph Otieno wants to be president of Kenya.", []),
        missing("an apposition with `not`", "Joseph Otieno, not the president of Uganda, signed it.", []),
    ]
)
def test_who_only_stands_beside_an_office_does_not_hold_it(told, text, affiliations):
    assert told(text).affiliations == affiliations
