"""The gazetteer: names find what news means by them, spelt as news spells them."""

import subprocess
import sys
from pathlib import Path

import pytest

from kgraph import gazetteer
from kgraph.errors import GazetteerError
from kgraph.gazetteer import Gazetteer, blocks, fold, tables


@pytest.fixture(scope="module")
def known() -> Gazetteer:
    return Gazetteer.load()


def first(known: Gazetteer, name: str) -> str | None:
    return next((entry.id for entry in known.lookup(name)), None)


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("Armenia", "country/AM"),
        ("Republic of Armenia", "country/AM"),
        ("ARMENIA", "country/AM"),
        ("US", "country/US"),
        ("U.S.", "country/US"),
        ("the United Kingdom", "country/GB"),
        ("DRC", "country/CD"),
        ("Cote d'Ivoire", "country/CI"),
        ("Georgia", "country/GE"),
        ("Soviet Union", "country/soviet-union"),
        ("Artsakh", "country/nagorno-karabakh-republic"),
        ("Nagorno-Karabakh", "region/nagorno-karabakh"),
        ("Transnistria", "country/transnistria"),
        ("Gaza", "region/gaza-strip"),
        ("Darfur", "region/darfur"),
        ("Idlib province", "region/idlib-governorate"),
        ("Scotland", "region/scotland"),
        ("California", "region/california"),
        ("UN", "organization/united-nations"),
        ("U.N.", "organization/united-nations"),
        ("NATO", "organization/nato"),
        ("Nato", "organization/nato"),
        ("the Kremlin", "organization/kremlin"),
        ("Minsk Group", "organization/osce-minsk-group"),
        ("Hamas", "armed-force/hamas"),
        ("al-Shabaab", "armed-force/al-shabaab"),
        ("RSF", "armed-force/rapid-support-forces"),
        ("Black Sea", "natural-feature/black-sea"),
        ("Suez Canal", "facility/suez-canal"),
        ("Yerevan", "settlement/geonames-616052"),
        ("Stepanakert", "settlement/geonames-146970"),
        ("Xankəndi", "settlement/geonames-146970"),
        ("Kiev", "settlement/geonames-703448"),
        ("Deir ez-Zor", "settlement/geonames-170794"),
        ("St. Petersburg", "settlement/geonames-498817"),
        ("the city of Goma", "settlement/geonames-216281"),
        ("Goma's", "settlement/geonames-216281"),
        ("Hodeidah", "settlement/geonames-79415"),
    ],
)
def test_the_first_candidate_is_what_news_means(known, name, identifier):
    assert first(known, name) == identifier


@pytest.mark.parametrize("name", ["us", "who", "Who", "it", "reading", "", "   ", "Qqqqzzz", "!", "'s", "'", "of"])
def test_ordinary_words_find_nothing(known, name):
    assert known.lookup(name) == ()


def test_a_city_goes_before_the_region_that_shares_its_name(known):
    kinds = [entry.kind for entry in known.lookup("Aleppo")]
    assert kinds[:2] == ["Settlement", "Region"]


def test_namesakes_are_all_offered_with_their_countries(known):
    countries = [entry.country for entry in known.lookup("Tripoli") if entry.kind == "Settlement"]
    assert countries[:2] == ["LY", "LB"]
    assert [entry.id for entry in known.lookup("Congo")][:2] == ["country/CD", "country/CG"]


def test_an_entry_tells_where_it_is_and_what_it_is_part_of(known):
    yerevan = known.get("settlement/geonames-616052")
    assert (yerevan.country, yerevan.geonames, yerevan.parent) == ("AM", 616052, "region/geonames-AM.11")
    assert (round(yerevan.latitude), round(yerevan.longitude)) == (40, 45)
    assert known.get("country/AM").iso == "AM" and known.get("country/AM").population > 2_000_000
    assert known.get("organization/osce-minsk-group").parent == "organization/organization-for-security-and-co-operation-in-europe"
    assert known.get("country/soviet-union").years == (1922, 1991)


@pytest.mark.parametrize("identifier", ["country/QQ", "settlement/geonames-0", "settlement/geonames-AM.08", "region/geonames-616052", ""])
def test_an_unknown_id_is_nothing(known, identifier):
    assert known.get(identifier) is None


@pytest.mark.parametrize(
    ("word", "identifier"),
    [
        ("Armenian", "country/AM"),
        ("Armenians", "country/AM"),
        ("Dutch", "country/NL"),
        ("Frenchman", "country/FR"),
        ("South Sudanese", "country/SS"),
        ("Abkhaz", "country/abkhazia"),
        ("Chechen", "region/chechnya"),
        ("Soviet", "country/soviet-union"),
        ("Congolese", "country/CD"),
        ("Korean", "country/KR"),
    ],
)
def test_demonyms(known, word, identifier):
    assert known.demonym(word).id == identifier


def test_what_is_no_demonym(known):
    assert known.demonym("polish") is None
    assert known.demonym("Armenia") is None


@pytest.mark.parametrize(
    ("city", "identifier"),
    [("Baku", "country/AZ"), ("Kiev", "country/UA"), ("Sukhumi", "country/abkhazia"), ("Tel Aviv", "country/IL")],
)
def test_capitals_stand_for_governments(known, city, identifier):
    assert known.capital_of(city).id == identifier


def test_other_cities_do_not(known):
    assert known.capital_of("Gyumri") is None


def test_every_capital_is_a_settlement_of_its_country(known):
    lost = []
    for row in tables.rows("countries", 5):
        seats = tables.split(row[4])
        if not any(entry.kind == "Settlement" and entry.country == row[0] for seat in seats for entry in known.lookup(seat)):
            lost.append((row[0], seats))
    assert lost == []


def test_hand_kept_regions_that_name_a_compiled_one_replace_it(known):
    assert [entry.id for entry in known.lookup("Tigray")] == ["region/tigray"]
    lost = [code for code in tables.region_codes() if known._places.get(code) is None]
    assert lost == []


def test_every_entry_finds_itself(known):
    for entry in known._entries.values():
        for name in (entry.name, *entry.aliases):
            assert entry in known.lookup(name), (entry.id, name)


def test_own_entries_go_first_and_replace_shipped_ones(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(
        "- {kind: ArmedForce, name: Lions of Oran, aliases: [Lions], country: DZ, demonyms: [Lionist]}\n"
        "- {kind: Country, id: country/AM, name: Hayastan, aliases: [Armenia], country: AM, iso: AM}\n",
        encoding="utf-8",
    )
    known = Gazetteer.load([path])
    assert first(known, "Lions") == "armed-force/lions-of-oran"
    assert known.demonym("Lionist").id == "armed-force/lions-of-oran"
    assert known.lookup("Armenia")[0].name == "Hayastan"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("name: x", "is a list of entries"),
        ("- {name: Oslo}", "entry 1: needs a name, and a kind"),
        ("- {kind: Settlement, name: Oslo, country: NO}", "country must be a text; put it in quotation marks"),
        ("- {kind: Settlement, name: Oslo, lattitude: 59.9}", "unknown field lattitude"),
        ("- {kind: Settlement, name: Oslo, latitude: north}", "latitude must be a number"),
        ("- {kind: Settlement, name: Oslo, aliases: Kristiania}", "aliases must be a list"),
        ("- {kind: [", "cannot be read"),
        ("- !!python/object/apply:os.system [true]", "cannot be read"),
    ],
)
def test_a_mistake_in_an_own_gazetteer_is_told(tmp_path, text, complaint):
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GazetteerError, match=complaint):
        Gazetteer.load([path])


def test_an_own_gazetteer_that_is_not_there_is_told(tmp_path):
    with pytest.raises(GazetteerError, match="nowhere"):
        Gazetteer.load([tmp_path / "nowhere.yaml"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Xankəndi", "Xankandi"),
        ("Deir ez-Zor", "deir ez zor"),
        ("St. John's", "Saint Johns"),
        ("The Hague", "Hague"),
        ("Łódź", "Lodz"),
        ("Türkiye", "Turkiye"),
        ("Sana’a", "Sanaa"),
        ("Diyarbakır", "Diyarbakir"),
        ("Guinea–Bissau", "Guinea-Bissau"),
    ],
)
def test_spellings_of_one_name(one, other):
    assert fold(one) == fold(other)


def test_a_sorted_table_gives_back_what_was_written(tmp_path):
    rows = [(f"key {number:04}", f"value\t{number}") for number in range(1000)]
    blocks.write(tmp_path / "t", reversed(rows))
    table = blocks.SortedTable(tmp_path / "t")
    assert [table.get(key) for key, _ in rows] == [value for _, value in rows]
    assert table.get("") is None and table.get("key 00005") is None and table.get("zzz") is None


def test_a_sorted_table_tells_what_its_keys_begin_with(tmp_path):
    blocks.write(tmp_path / "t", [(f"key {number:04}", "value") for number in range(1000)])
    table = blocks.SortedTable(tmp_path / "t")
    assert all(table.begins(start) for start in ("", "key", "key 0", "key 0200", "key 0999"))
    assert not any(table.begins(start) for start in ("a", "key 1", "key 02000", "zzz"))


def test_each_name_is_known_by_any_of_its_beginnings(known):
    listed = [name for entry in known._entries.values() for name in (entry.name, *entry.aliases)]
    for name in (*listed, "Saint Louis County", "St. John's", "The Hague", "Deir ez-Zor Governorate"):
        words = name.split()
        assert all(known.begins(" ".join(words[:n])) for n in range(1, len(words) + 1)), name
    assert not known.begins("Yesterday the") and not known.begins("Officials said")


def test_it_loads_in_a_moment_and_ships_small():
    program = "import time\nfrom kgraph.gazetteer import Gazetteer\nGazetteer.load()\nprint(time.process_time())"
    seconds = float(subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout)
    assert seconds < 1.0  # 0.15 s on an idle core; the margin is for a busy one
    assert sum(path.stat().st_size for path in Path(gazetteer.__file__).parent.iterdir() if path.is_file()) < 10_000_000
