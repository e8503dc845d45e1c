"""Which of several places of one name a text means."""

import pytest

from kgraph.gazetteer import gazetteer


def placed(told, text, name):
    """The gazetteer's entry of the place that a text calls `name`."""
    [entity] = [e for e in told(text).facts.entities if name in e.aliases]
    assert entity.gazetteer is not None
    return gazetteer().get(entity.gazetteer)


@pytest.mark.parametrize(
    ("text", "name", "country", "parent"),
    [
        ("Fighting broke out in Tripoli, Libya.", "Tripoli", "LY", None),
        ("Lebanese troops deployed in Tripoli and Sidon, Lebanon's news agency reported.", "Tripoli", "LB", None),
        ("He lives in Lancaster, Pa., with his family.", "Lancaster", "US", "region/geonames-US.PA"),
        ("She moved from London, Ont., to Toronto.", "London", "CA", "region/ontario"),
        ("The Syrian army shelled Homs on Monday.", "Homs", "SY", None),
        ("Floods hit Cordoba, in Argentina, on Monday.", "Cordoba", "AR", None),
        ("The governor of Georgia spoke in Atlanta about Alabama and Florida.", "Georgia", "US", None),
        ("Russia and Georgia signed a truce; Tbilisi withdrew its troops.", "Georgia", "GE", None),
        ("The mayor of Richmond, Norfolk and Roanoke in Virginia met on Monday.", "Richmond", "US", "region/geonames-US.VA"),
        ("The Republican senator from Virginia said on Monday that he would resign.", "Virginia", "US", None),
        ("India and Pakistan traded fire, officials in Islamabad said.", "Islamabad", "PK", None),
        ("Police in San Jose, California, arrested two men.", "San Jose", "US", "region/california"),
        ("Rebels shelled the port of Latakia and the Homs area on Monday.", "Latakia", "SY", None),
        ("The mayor of Rock Hill, S.C., resigned on Monday.", "Rock Hill", "US", "region/geonames-US.SC"),
        ("Protests spread from Valencia to Caracas, Venezuelan media said.", "Valencia", "VE", None),
    ],
)
def test_the_place_that_is_meant(told, text, name, country, parent):
    entry = placed(told, text, name)
    assert entry.country == country
    assert parent is None or entry.parent == parent


@pytest.mark.parametrize(
    ("text", "name", "identifier"),
    [
        ("Shells hit Kupiansk district in Ukraine on Monday.", "Kupiansk", "region/geonames-UA.07.6308"),
        ("Clashes erupted in Rutshuru territory, Congo's army said.", "Rutshuru", "region/geonames-CD.11.11"),
    ],
)
def test_districts_are_known_where_they_are_called_so(told, text, name, identifier):
    assert placed(told, text, name).id == identifier


def test_a_name_alone_is_no_district(told):
    assert all("." not in (e.gazetteer or "") for e in told("Lee met residents in Edgar on Monday.").facts.entities)


def test_who_acts_is_no_town(told):
    assert told("Thabo Mbeki mediated the talks in Pretoria.").entities == {"Thabo Mbeki": "Person", "Pretoria": "Settlement"}


def test_a_capitals_namesake_does_not_act_for_the_state(told):
    text = "Officials in San Jose, California, criticised the plan. San Jose accused the state of delays."
    assert "Costa Rica" not in told(text).entities


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        (
            "U.S. envoy Steve Witkoff met Iranian officials in Geneva, Vienna and Rome on Monday.",
            {"Geneva": "CH", "Vienna": "AT", "Rome": "IT"},
        ),
        (
            "President Joe Biden will travel to Cairo and Athens; he has not visited Florence.",
            {"Cairo": "EG", "Athens": "GR", "Florence": "IT"},
        ),
        ("Ohio's attorney general sued banks in London and Toronto.", {"London": "GB", "Toronto": "CA"}),
        ("Israel struck Tehran and Isfahan on Friday.", {"Tehran": "IR", "Isfahan": "IR"}),
    ],
)
def test_well_known_cities_are_no_villages_elsewhere(told, text, countries):
    for name, country in countries.items():
        assert placed(told, text, name).country == country


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Gunmen attacked Palma in Cabo Delgado on Monday.", "Palma"),
        ("Libya's army took Kufra on Monday.", "Kufra"),
        ("Nigeria's army left Munya on Monday.", "Munya"),
    ],
)
def test_a_place_of_which_no_place_is_known_that_fits_has_no_coordinates(told, text, name):
    assert [e.gazetteer for e in told(text).facts.entities if name in e.aliases] == [None]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Johnson left for Vienna on Monday.", {"Vienna": "Settlement"}),
        ("The road between Damascus and Beirut was cut.", {"Damascus": "Settlement", "Beirut": "Settlement"}),
        ("The battle for Mogadishu began.", {"Mogadishu": "Settlement"}),
        ("They voiced support for Kyiv.", {"Ukraine": "Country"}),
        ("Jesse Jackson spoke in Jackson on Monday.", {"Jesse Jackson": "Person", "Jackson": "Settlement"}),
    ],
)
def test_where_one_goes_is_a_town(told, text, kinds):
    assert kinds.items() <= told(text).entities.items()
