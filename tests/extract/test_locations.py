"""Which place lies in which."""

import pytest
from extract.rows import missing


def tables(rows):
    return pytest.mark.parametrize(("text", "locations"), rows)


@tables(
    [
        ("Shells fell on the town of Bakhmut in Ukraine.", ["Bakhmut in Ukraine"]),
        ("Fighting reached Lashio, Myanmar, on Monday.", ["Lashio in Myanmar"]),
        ("Gunmen attacked a village in Sudan's West Darfur state.", ["West Darfur in Sudan"]),
        ("The Colombian city of Popayan is under curfew.", ["Popayán in Colombia"]),
        ("Nepal's capital Kathmandu was quiet.", ["Kathmandu in Nepal"]),
        missing(
            "a place that the network takes for a person stays one though the gazetteer knows it",
            "Rebels took Bunagana in North Kivu.",
            ["Bunagana in North Kivu"],
        ),
        missing(
            "a place that the network takes for a person stays one though the gazetteer knows it",
            "Israel bombed Khan Younis in southern Gaza.",
            ["Khan Yunis in Gaza Strip"],
        ),
        ("Police in Colombo, Sri Lanka's largest city, fired tear gas.", ["Colombo in Sri Lanka"]),
        ("Soldiers met in Niamey, the capital of Niger.", ["Niamey in Niger"]),
        ("Kramatorsk, in Ukraine's Donetsk region, lost power.", ["Donetsk Oblast in Ukraine", "Kramatorsk in Donetsk Oblast"]),
    ]
)
def test_what_lies_where(told, text, locations):
    assert told(text).locations == locations


@tables(
    [
        ("Talks were held in Nairobi, Kampala and Kigali.", []),
        ("Buses run from Peshawar to Kabul.", []),
        ("Fighting raged around the Caucasus region of Abkhazia.", []),
        ("He ended wars in Asia, in Africa and in Europe.", []),
        ("They speak for the ethnically-Armenian Javakheti region.", []),
        ("Georgia called on Moscow to answer. Russia fell silent.", []),
        ("Shells hit the town of Martuni. Artsakh mobilised, and Armenia watched.", []),
        ("Colombia and Venezuela reopened the border.", []),
        missing("a state behind a comma that begins its own clause", "The envoy flew from Ankara, Turkey said.", []),
        ("Rwanda fears the rebels in Goma.", []),
        ("Armenian troops hold Lachin.", []),
        ("Fighting was reported in Lachin, Shusha and Hadrut.", []),
        ("Soldiers from Burkina Faso and Mali met in Niamey.", []),
        ("The ship left Odesa for Istanbul.", []),
    ]
)
def test_neighbours_in_a_sentence_do_not_lie_in_each_other(told, text, locations):
    assert told(text).locations == locations


def test_each_town_of_a_list_lies_where_the_list_says(told):
    text = "Air raid warnings sounded in the Armenian cities of Goris, Meghri and Kapan on Monday."
    assert told(text).locations == ["Goris in Armenia", "Kapan in Armenia", "Meghri in Armenia"]
