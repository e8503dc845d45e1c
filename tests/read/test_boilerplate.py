"""Boilerplate: what stands around a story yields nothing, and the story stays."""

import pytest

from kgraph.read import read

STORY = [
    "The two sides agreed on a truce on Friday, the Norwegian minister said after talks in Oslo.",
    "“We will keep to it as long as the other side does,” General Hansen told reporters at the airport.",
    "The truce is to hold from midnight, and the Red Cross will bring home the prisoners of both sides.",
    "An earlier truce, brokered by Norway in May, broke down within hours of its beginning.",
]


def unwanted(tmp_path, before=(), after=(), within=()):
    path = tmp_path / "a.txt"
    lines = [*before, *STORY[:2], *within, *STORY[2:], *after]
    path.write_text("\n\n".join(lines))
    [article] = read(str(path))
    found = [article.text[b.start : b.end] for b in article.blocks if b.kind == "boilerplate"]
    assert not set(STORY) & set(found)
    return found


@pytest.mark.parametrize(
    "line",
    [
        "Become a member",
        "Support independent journalism in the region: Join today",
        "Follow Example News on Instagram, YouTube and Facebook",
        "Sign up for our newsletter",
        "Read more: Ferry sinks in the fjord",
        "RELATED: Ferry sinks in the fjord",
        "We use cookies to make this page better.",
        "© 2021 Example News. All rights reserved.",
        "Additional reporting by Jane Roe in Oslo; Editing by Kari Nordmann",
        "By Jane Roe and Kari Nordmann",
        "4 Min Read",
        "Slideshow ( 4 images )",
        "###",
        "Jane Roe is a journalist based in Oslo who writes about peace talks.",
        "Norway, Oslo, Peace talks, Red Cross, Truce, Norway",
        "[Day by day: 1 May, 2 May, 3 May, 4 May, 5 May, 6 May, 7 May]",
        "Source: Agencies",
        "Directory of sitesLoginContactSupport",
        "We hope you liked our podcast. Send us your feedback on social media.",
    ],
)
def test_forms_of_boilerplate(tmp_path, line):
    assert unwanted(tmp_path, within=[line]) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "Norway, Sweden, Denmark, Finland and Iceland have welcomed the truce.",
        "Support for the truce is growing among members of the ruling party.",
        "“Join us, share what you have and follow your heart,” the general wrote on Facebook.",
        "General Hansen is the commander of the northern corps.",
        "Source of the fire unknown, say police",
        "The privacy of the prisoners must be kept, the Red Cross said.",
        "Facebook and Twitter said that they had closed accounts of both armies.",
        "What comes next?",
        "Support membership of the alliance, Norwegian minister tells Sweden",
        "By Friday night the guns were silent.",
        "PRISONERS COME HOME",
    ],
)
def test_what_is_the_story(tmp_path, line):
    assert unwanted(tmp_path, within=[line]) == []


def test_menus_above_the_title_and_below_the_story(tmp_path):
    top, title = ["Discover", "World", "Europe & Africa"], "Two sides agree on a new truce in the north"
    bottom = ["Apps", "Careers here", "Advertising Guidelines", "Do Not Sell My Data"]
    assert unwanted(tmp_path, before=[*top, title], after=bottom) == [*top, *bottom]


def test_links_below_their_heading_end_where_the_story_goes_on(tmp_path):
    links = ["Related Coverage", "Swedish king opens parliament", "Ferry sinks in the fjord"]
    assert unwanted(tmp_path, within=links) == links


def test_teasers_for_other_stories_at_the_end_and_again_at_the_top(tmp_path):
    teasers = [
        "Machine learning can help shops to sell more umbrellas",
        "She was the first woman to sail around Patagonia alone",
        "Brazil have never lost a match in the Maracana since 1950",
    ]
    assert unwanted(tmp_path, before=[teasers[1]], after=teasers) == [teasers[1], *teasers]


def test_last_lines_that_speak_of_the_story_stay(tmp_path):
    after = ["Red Cross prepares to bring prisoners home from Norway", "Hansen says the truce will hold"]
    assert unwanted(tmp_path, after=after) == []


def test_those_who_signed_stay(tmp_path):
    assert unwanted(tmp_path, after=["Signed in Oslo", "Lars Hansen", "Kari Nordmann", "Jane Roe"]) == []


@pytest.mark.parametrize(
    ("above", "title"),
    [
        ("Truce broken", "Northern army and rebels trade accusations"),
        ("Latest news", "Northern army and rebels agree to lay down their arms"),
    ],
)
def test_a_title_is_not_taken_for_a_menu(tmp_path, above, title):
    assert title not in unwanted(tmp_path, before=[above, title])
    assert above == "Latest news" or above not in unwanted(tmp_path, before=[above, title])


def test_a_caption_that_says_a_sentence_again(tmp_path):
    caption = "An earlier truce, brokered by Norway in May, broke down within hours"
    assert unwanted(tmp_path, after=[caption]) == [caption]


def test_link_title_left_between_sentences(tmp_path):
    path = tmp_path / "a.txt"
    link = "Northern truce: what we know so far Read more"
    path.write_text(f"The guns fell silent, the army said. {link} The general left the front.")
    [article] = read(str(path))
    assert [(b.kind, article.text[b.start : b.end]) for b in article.blocks][1] == ("boilerplate", link)
