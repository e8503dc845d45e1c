"""Who serves whom, in which office."""

import pytest
from extract.rows import missing


def tables(rows):
    return pytest.mark.parametrize(("text", "affiliations"), rows)


@tables(
    [
        # A title before a name, with its state or body before or behind it.
        ("Somali President Abdi Warsame visited Kismayo.", ["Abdi Warsame -> Somalia (President)"]),
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
        ("Former Maltese Prime Minister Carmela Borg died.", ["Carmela Borg -> Malta (Former Prime Minister)"]),
        ("The former Cambodian leader Sok Dara fell ill.", ["Sok Dara -> Cambodia (former leader)"]),
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
        (
            "Joseph Otieno, president of Kenya, and Alemu Bekele, prime minister of Ethiopia, met in Moyale.",
            ["Alemu Bekele -> Ethiopia (prime minister)", "Joseph Otieno -> Kenya (president)"],
        ),
        # Organs of a state have no role.
        ("Ukraine's defence ministry moved.", ["Ministry of Defence of Ukraine -> Ukraine"]),
        ("The Malian army left Kidal.", ["Armed Forces of Mali -> Mali"]),
        (
            "The Malian colonel Sidi Traore, who leads the junta, met the Russian ambassador, Igor Petrov, in Bamako.",
            ["Igor Petrov -> Russia (ambassador)", "Sidi Traore -> Mali (colonel)"],
        ),
        ("Amina Yusuf, Nigeria's ambassador in Nairobi, resigned.", ["Amina Yusuf -> Nigeria (ambassador)"]),
        missing(
            "an envoy's `to` is where he is sent, not whom he serves",
            "Moscow's ambassador to the UN, Igor Petrov, walked out.",
            ["Igor Petrov -> Russia (ambassador)"],
        ),
        missing(
            "an envoy's `to` is where he is sent, not whom he serves",
            "Former US special envoy to Sudan Peter Hall spoke.",
            ["Peter Hall -> United States (Former US special envoy)"],
        ),
        missing(
            "an office with its owner behind it, a comma and a rank before the name",
            "The governor of North Kivu, General Patrick Ilunga, spoke.",
            ["Patrick Ilunga -> North Kivu (governor)"],
        ),
        missing(
            "an office of three words that is in no list",
            "EU foreign policy chief Marta Lopez spoke.",
            ["Marta Lopez -> European Union (foreign policy chief)"],
        ),
        missing(
            "a prefix on the office: then-president",
            "Sri Lanka's then-president, Nimal Perera, ordered the attack.",
            ["Nimal Perera -> Sri Lanka (president)"],
        ),
        missing(
            "a counterpart holds the office of the first one",
            "Turkish Foreign Minister Emre Yildiz met his Greek counterpart, Nikos Pappas.",
            ["Emre Yildiz -> Turkey (Foreign Minister)", "Nikos Pappas -> Greece (counterpart)"],
        ),
        missing(
            "a predicate of `elected`, `appointed`, `named`",
            "Mr Otieno, 54, was elected president of Kenya in 2021.",
            ["Otieno -> Kenya (president)"],
        ),
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
        ("Joseph Otieno, not the president of Uganda, signed it.", []),
    ]
)
def test_who_only_stands_beside_an_office_does_not_hold_it(told, text, affiliations):
    assert told(text).affiliations == affiliations


@tables(
    [
        ("The New People's Army ambushed a patrol in Mindanao.", ["New People's Army -> Communist Party of the Philippines"]),
        ("The Irish Republican Army laid down its arms.", []),
        ("The Free Syrian Army fled.", []),
        ("The Sudan Liberation Army fled.", []),
        ("The Syrian Democratic Forces left Raqqa.", []),
        ("The Tamil Tigers fled.", []),
        ("The Arakan Army fled.", []),
    ]
)
def test_rebels_do_not_serve_the_state_that_they_fight(told, text, affiliations):
    assert told(text).affiliations == affiliations


@pytest.mark.parametrize(
    ("text", "affiliations"),
    [
        (
            "Corneille Nangaa, who heads the Congo River Alliance, spoke in Minova.",
            ["Corneille Nangaa -> Congo River Alliance (head)"],
        ),
        ("Jan Egeland heads the Norwegian Refugee Council.", ["Jan Egeland -> Norwegian Refugee Council (head)"]),
        ("Jan Egeland never headed the Norwegian Refugee Council.", []),
        (
            "Tigray People's Liberation Front (TPLF) spokesman Getachew Reda denied it.",
            ["Getachew Reda -> Tigray People's Liberation Front (spokesman)"],
        ),
        (
            "Azerbaijani Foreign Minister Jeyhun Bayramov and his Armenian counterpart Ararat Mirzoyan met in Almaty.",
            ["Ararat Mirzoyan -> Armenia (Foreign Minister)", "Jeyhun Bayramov -> Azerbaijan (Foreign Minister)"],
        ),
        ("Al Qaeda's Nusra Front denied it.", ["Al-Nusra Front -> Al-Qaeda"]),
        ("Pakistan Air Force jets took part.", ["Pakistan Air Force -> Pakistan"]),
    ],
)
def test_who_leads_what_and_whose_it_is(told, text, affiliations):
    assert told(text).affiliations == affiliations
