"""Whom and what a text names, of which kind, and which names are one and the same."""

import pytest
from extract.rows import missing


def tables(rows):
    return pytest.mark.parametrize(("text", "entities"), rows)


@tables(
    [
        (
            "Malian Foreign Minister Oumar Keita flew to Algiers. Keita met the envoy.",
            {"Oumar Keita": "Person", "Mali": "Country", "Algiers": "Settlement"},
        ),
        (
            "The Myanmar National Democratic Alliance Army (MNDAA) took Laukkai.",
            {"Myanmar National Democratic Alliance Army": "ArmedForce", "Laukkai": "Settlement"},
        ),
        ("The junta bombed Loikaw in Kayah State.", {"Loikaw": "Settlement", "Kayah State": "Region"}),
        ("Troops crossed the Dnipro near Kherson.", {"Dnieper": "NaturalFeature", "Kherson": "Settlement"}),
        ("Shells hit the province of Kandahar.", {"Kandahar Province": "Region"}),
        ("The city of Idlib fell, and Kharkiv region burned.", {"Idlib": "Settlement", "Kharkiv Oblast": "Region"}),
        ("The Darfur Joint Force rejected the deal.", {"Darfur Joint Force": "ArmedForce"}),
        ("Rain fell on Mount Ararat.", {"Mount Ararat": "NaturalFeature"}),
        (
            "Drones hit Khartoum International Airport.",
            {"Khartoum International Airport": "Facility"},
        ),
        ("M23 fighters left Bunagana.", {"M23": "ArmedForce", "Bunagana": "Settlement"}),
        missing(
            "a place that the network takes for a person stays one though the gazetteer knows it",
            "The Democratic Unionist Party left Stormont.",
            {"Democratic Unionist Party": "Organization", "Stormont": "Facility"},
        ),
        (
            "The European Union and the Arab League met in Cairo.",
            {"European Union": "Organization", "Arab League": "Organization", "Cairo": "Settlement"},
        ),
        # Nothing is named.
        ("The minister met two generals in the capital on Monday.", {}),
        ("He said nothing about the peace.", {}),
        (
            "Kramatorsk, in Ukraine's Donetsk region, lost power.",
            {"Kramatorsk": "Settlement", "Ukraine": "Country", "Donetsk Oblast": "Region"},
        ),
        (
            "KABUL (AP) — The Taliban freed ten prisoners.",
            {"Kabul": "Settlement", "Associated Press": "Organization", "Taliban": "ArmedForce"},
        ),
        (
            "KABUL, Afghanistan (AP) — The Taliban freed ten prisoners.",
            {"Kabul": "Settlement", "Afghanistan": "Country", "Associated Press": "Organization", "Taliban": "ArmedForce"},
        ),
        ("BELFAST (Reuters) - Police arrested two men.", {"Belfast": "Settlement", "Reuters": "Organization"}),
        missing(
            "a surname that is also a state, behind Ms or Mr",
            "Ms Jordan and Mr Israel run a shop in Cork.",
            {"Jordan": "Person", "Israel": "Person", "Cork": "Settlement"},
        ),
        ("The Sri Lankan army fled.", {"Armed Forces of Sri Lanka": "ArmedForce", "Sri Lanka": "Country"}),
        (
            "The Ukrainian Red Cross sent help.",
            {"Ukrainian Red Cross": "Organization"},
        ),
        ("Paris Hilton visited London.", {"Paris Hilton": "Person", "London": "Settlement"}),
        ("The Washington Post has an office in Khartoum.", {"The Washington Post": "Organization", "Khartoum": "Settlement"}),
        (
            "Al-Shabaab attacked a base of the African Union Mission in Somalia (AMISOM).",
            {"Al-Shabaab": "ArmedForce", "AMISOM": "ArmedForce", "African Union": "Organization"},
        ),
    ]
)
def test_who_is_named(told, text, entities):
    assert told(text).entities == entities


@pytest.mark.parametrize(
    ("text", "name", "forms"),
    [
        ("Nobody saw Hodan Jama leave. Jama had flown to Kismayo.", "Hodan Jama", {"Hodan Jama", "Jama"}),
        (
            "The Somali National Army (SNA) left Kismayo. The SNA took its guns along.",
            "Somali National Army",
            {"The Somali National Army", "SNA"},
        ),
        (
            "Ukraine's Ministry of Defence met on Monday. The Ukrainian defence ministry gave no details.",
            "Ministry of Defence of Ukraine",
            {"Ukraine's Ministry of Defence", "Ukrainian defence ministry"},
        ),
        ("Mr Okello spoke first. Then Moses Okello left.", "Moses Okello", {"Okello", "Moses Okello"}),
        (
            "DR Congo is vast. The Democratic Republic of Congo is rich.",
            "Democratic Republic of the Congo",
            {"DR Congo", "The Democratic Republic of Congo"},
        ),
    ],
)
def test_names_of_one(told, text, name, forms):
    found = told(text).aliases
    assert forms <= found[name]
    assert not any(forms & others for other, others in found.items() if other != name)


def test_two_with_one_surname_stay_two(told):
    found = told("Ravi Perera is a judge. Nimal Perera is a general. Ravi Perera and Nimal Perera are no brothers.").entities
    assert sorted(found) == ["Nimal Perera", "Ravi Perera"]


def test_two_armies_stay_two(told):
    found = told("The Indian army and the Pakistani army met at Wagah.").entities
    assert {"Armed Forces of India", "Armed Forces of Pakistan"} <= set(found) or {"Indian Army", "Pakistan Army"} <= set(found)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        # A capital that acts is its state; one that things happen in is a town.
        ("Kyiv rejected the offer.", "Ukraine", "Country"),
        ("Islamabad accused Delhi of lying.", "Pakistan", "Country"),
        ("Talks between Khartoum and Juba failed.", "South Sudan", "Country"),
        ("Shells fell in Kyiv.", "Kyiv", "Settlement"),
        ("Thousands marched through Khartoum.", "Khartoum", "Settlement"),
        ("The envoy flew to Islamabad.", "Islamabad", "Settlement"),
        # A demonym that stands for the actor is the state.
        ("The Turks shelled the hill, and Ankara said so.", "Turkey", "Country"),
    ],
)
def test_capital_or_government(told, text, name, kind):
    assert told(text).entities.get(name) == kind


def test_one_capital_can_be_both_in_one_text(told):
    found = told("Kyiv rejected the offer on Monday. On Tuesday shells fell in Kyiv.").entities
    assert found == {"Ukraine": "Country", "Kyiv": "Settlement"}


@pytest.mark.parametrize(
    ("text", "never"),
    [
        missing("a demonym that only describes a thing makes its state an entity", "The Turkish coffee was good.", {"Turkey"}),
        ("Monday was quiet in the Russian-speaking villages.", {"Monday"}),
        ("The President said Parliament would meet.", {"President"}),
        ("# What We Know So Far", {"What We Know", "What We Know So Far"}),
        ("Jordan Smith teaches in Leeds.", {"Jordan"}),
        ("Chad Miller teaches in Leeds.", {"Chad"}),
        missing("the town in the name of a treaty is an entity", "The Geneva Conventions protect prisoners.", {"Geneva"}),
    ],
)
def test_what_is_no_actor(told, text, never):
    assert not never & set(told(text).entities)


@pytest.mark.parametrize(
    "text",
    [
        "Israel bombed the south of Gaza.",
        "Troops crossed the river near Kherson.",
        "Fighting goes on in North Kivu.",
        "Sri Lanka's navy and the ICRC's lawyers met.",
        "The envoy flew to Nairobi.",
        "He thanked Oumar Keita.",
        "She leads UNICEF.",
        "They live in the U.S. and in Mali.",
        "The Russian-brokered truce held.",
    ],
)
def test_names_end_with_their_last_word(told, text):
    forms = {form for forms in told(text).aliases.values() for form in forms}
    assert forms and not {f for f in forms if f.endswith((".", "'s", "-")) and f != "U.S."}


@pytest.mark.parametrize(
    ("text", "name", "forms"),
    [
        (
            "FARC leader Timoleon Jimenez, known by his nom de guerre Timochenko, ordered a ceasefire.",
            "Timoleon Jimenez",
            {"Timoleon Jimenez", "Timochenko"},
        ),
        (
            "On Monday the National Council for Recovery (CNR) signed the accord. The CNR disarmed.",
            "National Council for Recovery",
            {"National Council for Recovery", "CNR"},
        ),
        ("Armenian officials report that Shusha (Shushi) was hit.", "Shusha", {"Shusha", "Shushi"}),
        (
            "Philippine President Ferdinand Marcos Jr. inspected a camp. Aides praised Marcos.",
            "Ferdinand Marcos Jr.",
            {"Ferdinand Marcos Jr.", "Marcos"},
        ),
        ("The JSS was led by Larma. The JSS rebels disarmed.", "JSS", {"JSS", "JSS rebels"}),
    ],
)
def test_other_names_of_one(told, text, name, forms):
    assert forms <= {f.removeprefix("the ").removeprefix("The ") for f in told(text).aliases[name]}


def test_the_ministry_in_a_capital_is_that_states(told):
    assert "Ministry of Defence of Armenia" in told("Azerbaijan denied it. The defence ministry in Yerevan named the pilot.").entities


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        (
            "The University of Oxford and the University of Cambridge signed it.",
            {"The University of Oxford": "Organization", "University of Cambridge": "Organization"},
        ),
        ("The American Civil Liberties Union sued.", {"American Civil Liberties Union": "Organization"}),
        (
            "Mahamat Idriss Deby, son of the late Idriss Deby, won.",
            {"Mahamat Idriss Deby": "Person", "Idriss Deby": "Person"},
        ),
        (
            "Israel's army said the IDF struck first. Israeli forces left.",
            {"Israel Defense Forces": "ArmedForce", "Israel": "Country"},
        ),
        (
            "The Coalition of Patriots for Change (CPC) attacked. The CPC denied it.",
            {"Coalition of Patriots for Change": "ArmedForce"},
        ),
        ("Peru's Congress voted on Monday.", {"Congress of Peru": "Organization", "Peru": "Country"}),
        ("Rep. Mike Johnson, R-La., said no.", {"Mike Johnson": "Person"}),
    ],
)
def test_names_end_where_the_next_begins_and_mean_what_the_text_says(told, text, entities):
    assert told(text).entities == entities


def test_a_leader_of_the_opposition_serves_no_state(told):
    assert told("Kenyan opposition leader Raila Odinga spoke on Monday.").affiliations == []


def test_a_ministry_is_that_of_the_state_that_has_just_spoken(told):
    text = (
        "Armenia's defence ministry named the pilot. Clashes went on along the line of contact, residents of three villages were moved to "
        "schools and gyms in the district, and roads were closed to all traffic but ambulances and lorries with bread, water and medicine. "
        "Shops stayed shut for a third day, and the power was out in most streets after dark. Azerbaijan said it had taken a hill. "
        "The defence ministry said that it had destroyed ten tanks."
    )
    assert told(text).statements[-1] == "Ministry of Defence of Azerbaijan | claim | it had destroyed ten tanks"
