"""Which agreements a text tells, when, between whom, through whom, where, and what became of them."""

import pytest
from extract.rows import missing


def tables(rows):
    return pytest.mark.parametrize(("text", "agreements"), rows)


@tables(
    [
        (
            "Israel and Hamas agreed to a ceasefire on 21 May 2021.",
            ["Ceasefire 2021-05-21 | Hamas, Israel"],
        ),
        missing(
            "those who announce a ceasefire of their own are not its parties",
            "India and Pakistan announced a ceasefire along the Line of Control on 25 February 2021.",
            ["Ceasefire 2021-02-25 | India, Pakistan"],
        ),
        (
            "A ceasefire between the Ethiopian government and the TPLF was signed in Pretoria on 2 November 2022.",
            ["Ceasefire 2022-11-02 | Ethiopia, Tigray People's Liberation Front | at Pretoria"],
        ),
        missing(
            "a named agreement that begins its sentence or whose name holds a weekday",
            "The Good Friday Agreement was signed in Belfast on 10 April 1998.",
            ["PeaceAgreement 1998-04-10 | at Belfast"],
        ),
        (
            "Colombia and the FARC signed a peace agreement in Cartagena on 26 September 2016.",
            ["PeaceAgreement 2016-09-26 | Colombia, FARC | at Cartagena"],
        ),
        (
            "The 1994 Lusaka Protocol brought no lasting peace to Angola.",
            ["Agreement 1994"],
        ),
        ("Russia and Ukraine exchanged 200 prisoners.", []),
        ("India and Pakistan signed the Indus Waters Treaty in Karachi in 1960.", ["Agreement 1960 | India, Pakistan | at Karachi"]),
        (
            "The Istanbul grain deal between Russia, Ukraine, Turkey and the UN was signed on 22 July 2022.",
            ["Agreement 2022-07-22 | Russia, Turkey, Ukraine, United Nations"],
        ),
        (
            "South Sudan's president and rebel leader signed a peace deal in Khartoum in September 2018.",
            ["PeaceAgreement 2018-09 | at Khartoum"],
        ),
        (
            "Britain and Ireland signed the Anglo-Irish Agreement at Hillsborough Castle in November 1985.",
            ["Agreement 1985-11 | Ireland, United Kingdom | at Hillsborough Castle"],
        ),
        missing(
            "a named agreement that begins its sentence or whose name holds a weekday",
            "The Dayton Accords ended the war in Bosnia in 1995.",
            ["PeaceAgreement 1995"],
        ),
        (
            "The Comprehensive Peace Agreement of 2005 ended the war between Khartoum and the SPLM.",
            ["PeaceAgreement 2005 | Sudan, Sudan People's Liberation Movement"],
        ),
        missing(
            "a named agreement with its name behind the noun",
            "Moro leaders and Manila signed the Comprehensive Agreement on the Bangsamoro in 2014.",
            ["PeaceAgreement 2014 | Philippines"],
        ),
        missing(
            "who declares a ceasefire of his own is no party, and its day no date",
            "A unilateral ceasefire declared by the Maoists on 1 May lasted four months.",
            ["Ceasefire 2022-05-01 | Maoists"],
        ),
        (
            "A humanitarian pause in Tigray was declared by Ethiopia on 24 March 2022.",
            ["Ceasefire 2022-03-24 | Ethiopia"],
        ),
    ]
)
def test_who_agreed_what(told, text, agreements):
    assert told(text).agreements == agreements


@tables(
    [
        ("An Egyptian-brokered truce took effect in Gaza on Friday.", ["Ceasefire 2022-06-10 | by Egypt | in_force"]),
        ("A UN-mediated truce took hold in Yemen on 2 April.", ["Ceasefire 2022-04-02 | by United Nations | in_force"]),
        (
            "The United States and Saudi Arabia brokered a ceasefire in Sudan on 20 May.",
            ["Ceasefire 2022-05-20 | by Saudi Arabia, United States"],
        ),
        (
            "Rwanda and DR Congo signed a ceasefire brokered by Angola on Monday.",
            ["Ceasefire 2022-06-13 | Democratic Republic of the Congo, Rwanda | by Angola"],
        ),
        (
            "Mali and the CMA rebels reached a peace agreement in Algiers under the auspices of the United Nations.",
            ["PeaceAgreement | Coordination of Azawad Movements, Mali | by United Nations | at Algiers"],
        ),
        (
            "The government of the Philippines and the MILF signed a peace deal in Manila on 27 March 2014 with Malaysian mediation.",
            ["PeaceAgreement 2014-03-27 | Moro Islamic Liberation Front, Philippines | by Malaysia | at Manila"],
        ),
        (
            "Norway mediated the ceasefire that the Sri Lankan government and the LTTE signed on 22 February 2002.",
            ["Ceasefire 2002-02-22 | Liberation Tigers of Tamil Eelam, Sri Lanka | by Norway"],
        ),
        missing(
            "a verb coordinated with a passive gives no date",
            "The ceasefire was mediated by Qatari envoy Khalid Rahman and took effect on Tuesday.",
            ["Ceasefire 2022-06-14 | by Khalid Rahman | in_force"],
        ),
        # A mediator that only hopes to be one.
        ("Turkey has offered to mediate between Kyiv and Moscow.", []),
        (
            "Egypt, which mediated the 2021 ceasefire between Israel and Hamas, sent a delegation to Gaza.",
            ["Ceasefire 2021 | Hamas, Israel | by Egypt"],
        ),
        (
            "Israel and Lebanon signed a border agreement on 27 October 2022 at Naqoura, mediated by US envoy Amos Katz.",
            ["Agreement 2022-10-27 | Israel, Lebanon | by Amos Katz | at Naqoura"],
        ),
        (
            "The truce, which was brokered by Oman and Saudi Arabia, expired on Sunday.",
            ["Ceasefire | by Oman, Saudi Arabia | ended"],
        ),
        (
            "The Moscow ceasefire of 10 October, brokered by Russia, and the truce of 17 October, arranged with French mediation, "
            "both collapsed within hours.",
            ["Ceasefire 2022-10-10 | by Russia | collapsed", "Ceasefire 2022-10-17 | by France | collapsed"],
        ),
        (
            "A truce mediated by the United Nations between the government of Yemen and the Houthis began on 2 April.",
            ["Ceasefire 2022-04-02 | Houthis, Yemen | by United Nations | in_force"],
        ),
        (
            "Kosovo and Serbia reached an agreement on licence plates in Brussels on 23 November 2022 under EU mediation.",
            ["Agreement 2022-11-23 | Kosovo, Serbia | by European Union | at Brussels"],
        ),
        missing(
            "talks named before the main clause give neither place nor mediator; a capital beside rebels stays a town",
            "After talks in Addis Ababa led by the African Union, Juba and the rebels signed a ceasefire on Thursday.",
            ["Ceasefire 2022-06-09 | South Sudan | by African Union | at Addis Ababa"],
        ),
        (
            "Chad and Sudan agreed a truce in Doha on 3 May 2021, with Qatar serving as the mediator.",
            ["Ceasefire 2021-05-03 | Chad, Sudan | by Qatar | at Doha"],
        ),
    ]
)
def test_through_whom(told, text, agreements):
    assert told(text).agreements == agreements


@tables(
    [
        ("Ukraine and Russia agreed a truce yesterday.", ["Ceasefire 2022-06-14 | Russia, Ukraine"]),
        ("Ukraine and Russia agreed a truce three days ago.", ["Ceasefire 2022-06-12 | Russia, Ukraine"]),
        ("Ukraine and Russia agreed a truce last month.", ["Ceasefire 2022-05 | Russia, Ukraine"]),
        missing("a definite agreement with a date only", "The Minsk agreement of February 2015 is dead.", ["PeaceAgreement 2015-02"]),
        ("Monday's truce between Chad and Sudan brought calm.", ["Ceasefire 2022-06-13 | Chad, Sudan"]),
        (
            "A ceasefire between Thailand and Cambodia came into force at midnight on 1 June.",
            ["Ceasefire 2022-06-01 | Cambodia, Thailand | in_force"],
        ),
        ("Greece and Turkey signed the treaty in 1923 in Lausanne.", ["Agreement 1923 | Greece, Turkey | at Lausanne"]),
        (
            "India and Pakistan agreed a ceasefire after US mediation, Donald Trump said on 10 May.",
            ["Ceasefire | India, Pakistan | by United States"],
        ),
    ]
)
def test_when(told, text, agreements):
    assert told(text).agreements == agreements


def test_a_weekday_in_a_document_without_a_date_dates_nothing(told):
    assert told("A truce between Chad and Sudan took effect on Friday.", published=None).agreements == [
        "Ceasefire | Chad, Sudan | in_force"
    ]


@tables(
    [
        ("The UN called for a ceasefire between Sudan and South Sudan on Monday.", []),
        ("The African Union urged Ethiopia and Eritrea to sign a ceasefire.", []),
        ("Pakistan and India may agree on a ceasefire on Friday.", []),
        ("Pakistan and India will sign a peace agreement in Doha next week.", []),
        ("Envoys hope to broker a truce between Israel and Hamas.", []),
        ("Talks on a ceasefire between Myanmar's army and the Arakan Army opened in Kunming on Monday.", []),
        ("If Kyiv and Moscow agree to a truce, grain can leave Odesa.", []),
        ("Cyprus has seen no peace agreement between Greek and Turkish Cypriots.", []),
        ("Colombia and the ELN failed to agree on a ceasefire.", []),
        ("Houthi leaders rejected a truce with Saudi Arabia on Sunday.", []),
        ("Two ceasefires in Sudan collapsed within days.", []),
        ("Peace agreements are hard to keep.", []),
        ("Egypt proposed a truce between Israel and Hamas on Sunday.", []),
        ("Kenya denied that it had signed a deal with Somalia in Djibouti.", []),
        ("Ceasefire monitors reached Marib on Tuesday.", []),
        ("The two sides are close to a ceasefire, Qatar said on Monday.", []),
        ("A draft ceasefire agreement between Russia and Ukraine was published on Monday.", []),
        ("The two armies met without reaching a truce in Juba on 3 June.", []),
        ("The paper company signed a deal with a bank in Manila.", []),
        ("Macron said a truce between Armenia and Azerbaijan was possible.", []),
        ("Diplomats denied reports of a truce between Kyiv and Moscow.", []),
        ("Blinken is expected to announce a ceasefire between Israel and Hezbollah on Tuesday.", []),
        ("Kinshasa rejected a proposal by Kenya for a ceasefire with M23.", []),
        ("The rebels will only accept a ceasefire if Kinshasa talks to them.", []),
        ("A lasting peace agreement in Cyprus remains out of reach.", []),
        ("No ceasefire had been agreed by Monday night.", []),
        ("Donors praised the peace agreement.", []),
        # Still to be done, not done, not true, made up.
        ("The peace deal, to be signed on Friday in Juba by Salva Kiir and Riek Machar, is a draft.", []),
        ("The two governments are due to sign a peace accord in Rabat on 1 July.", []),
        ("Turkey proposed that Russia and Ukraine sign a ceasefire in Istanbul on 10 March.", []),
        ("Neither Hamas nor Israel signed the ceasefire presented in Cairo on Monday.", []),
        ("Khalifa Haftar left Moscow without signing the ceasefire agreement.", []),
        ("Hamas has not yet signed the truce agreement brokered by Qatar.", []),
        ("Had the agreement been signed in Kampala, Joseph Kony would have left.", []),
        ("Did Israel and Hamas agree a ceasefire in Cairo on Friday?", []),
        ("It is not true that Ukraine and Russia agreed on a ceasefire in Mariupol on Sunday.", []),
        ("Claims that Mali signed a non-aggression pact with Niger are false.", []),
        ("A peace deal between Armenia and Azerbaijan is within reach.", []),
        ("A ceasefire between Sudan and Chad remains elusive.", []),
        ("A ceasefire between Israel and Hamas is needed.", []),
        ("Pakistan and India have agreed to hold talks on a ceasefire in Dubai next month.", []),
        ("Ukraine and Russia are on the verge of a ceasefire agreement brokered by Turkey.", []),
        ("The general allegedly signed a secret peace agreement with Rwanda in 2013.", []),
        ("The first step must be a ceasefire between Israel and Hamas.", []),
        ("The first step is a ceasefire between Israel and Hamas.", []),
        ("In the novel, North Korea and South Korea sign a peace treaty in Geneva in 2031.", []),
        ("The Kenyan army said it would sign the Jeddah agreement with Somalia.", []),
        # Business, sport, the courts, gatherings and cars.
        ("Scott spoke at the Republican National Convention in Cleveland.", []),
        ("The bus struck a 2003 Honda Accord in Las Vegas on Monday.", []),
        ("Real Madrid and Manchester United agreed a transfer deal in Paris on 2 June.", []),
        ("Boeing and its union reached an agreement on Tuesday, ending a strike in Seattle.", []),
    ]
)
def test_what_is_only_wished_for_is_no_agreement(told, text, agreements):
    assert told(text).agreements == agreements


@tables(
    [
        (
            "Israel and Hamas agreed to a ceasefire on 21 May 2021. The deal was brokered by Egypt.",
            ["Ceasefire 2021-05-21 | Hamas, Israel | by Egypt"],
        ),
        (
            "Chad and Libya signed a truce in Tripoli on 4 June. A second truce, between Chad and Sudan, was signed in Khartoum on 9 June.",
            ["Ceasefire 2022-06-04 | Chad, Libya | at Tripoli", "Ceasefire 2022-06-09 | Chad, Sudan | at Khartoum"],
        ),
        (
            "The ceasefire of 20 May in Sudan lasted a day. A new ceasefire brokered by Saudi Arabia took effect on 10 June.",
            ["Ceasefire 2022-05-20", "Ceasefire 2022-06-10 | by Saudi Arabia | in_force"],
        ),
        (
            "Colombia and the FARC signed a peace agreement in 2016. In 2022 Colombia and the ELN agreed on a ceasefire.",
            ["PeaceAgreement 2016 | Colombia, FARC", "Ceasefire 2022 | Colombia, National Liberation Army (Colombia)"],
        ),
    ]
)
def test_which_is_which(told, text, agreements):
    assert told(text).agreements == agreements


@tables(
    [
        (
            "Chad and Sudan agreed on Monday to a new truce, a week after the ceasefire agreed on 1 June in Doha fell apart.",
            ["Ceasefire 2022-06-13 | Chad, Sudan", "Ceasefire 2022-06-01 | Chad, Sudan | at Doha"],
        ),
        (
            "Chad and Sudan signed a truce on Monday, a week after the ceasefire signed on 1 June in Doha collapsed.",
            ["Ceasefire 2022-06-13 | Chad, Sudan", "Ceasefire 2022-06-01 | Chad, Sudan | at Doha"],
        ),
        (
            "Chad and Sudan signed a peace accord on Monday after the ceasefire that was agreed at talks in Doha on 1 June held a week.",
            ["PeaceAgreement 2022-06-13 | Chad, Sudan", "Ceasefire 2022-06-01 | at Doha"],
        ),
        ("Chad and Sudan signed a truce on Monday after a week of talks in Doha.", ["Ceasefire 2022-06-13 | Chad, Sudan | at Doha"]),
    ]
)
def test_a_place_is_that_of_the_agreement_in_whose_clause_it_stands(told, text, agreements):
    assert told(text).agreements == agreements


@tables(
    [
        (
            "Yemen's government and the Houthis agreed on a truce on 2 April. The truce was extended on 2 June.",
            ["Ceasefire 2022-04-02 | Houthis, Yemen | extended"],
        ),
        (
            "The truce between Ethiopia and the TPLF of 24 March collapsed on Sunday.",
            ["Ceasefire 2022-03-24 | Ethiopia, Tigray People's Liberation Front | collapsed"],
        ),
        (
            "The ceasefire that India and Pakistan agreed on 25 February 2021 has been violated several times.",
            ["Ceasefire 2021-02-25 | India, Pakistan | violated"],
        ),
        (
            "The truce of 9 June between Chad and Sudan is holding.",
            ["Ceasefire 2022-06-09 | Chad, Sudan | in_force"],
        ),
        # An accusation is no fact, and a fear is none.
        (
            "Sudan and Chad agreed on a truce on 9 June. Sudan accused Chad of violating the truce.",
            ["Ceasefire 2022-06-09 | Chad, Sudan"],
        ),
        (
            "Sudan and Chad agreed on a truce on 9 June. Diplomats fear that the truce could collapse.",
            ["Ceasefire 2022-06-09 | Chad, Sudan"],
        ),
        (
            "Sudan and Chad agreed on a truce on 9 June. The truce has not been violated.",
            ["Ceasefire 2022-06-09 | Chad, Sudan"],
        ),
    ]
)
def test_what_became_of_it(told, text, agreements):
    assert told(text).agreements == agreements


@tables(
    [
        (
            "On 26 October 2020 a US-brokered truce between Armenia and Azerbaijan came into effect, but fighting resumed within minutes.",
            ["Ceasefire 2020-10-26 | Armenia, Azerbaijan | by United States | collapsed"],
        ),
        ("The truce between India and Pakistan appears to have held overnight.", ["Ceasefire | India, Pakistan | in_force"]),
        (
            "Chad and Sudan signed a truce in May 2010. Shelling continued despite the truce.",
            ["Ceasefire 2010-05 | Chad, Sudan | violated"],
        ),
        (
            "Chad and Sudan signed a truce in May 2010. It was extended on 3 June 2010.",
            ["Ceasefire 2010-05 | Chad, Sudan | extended"],
        ),
        # What somebody says, plans or expects is no fact.
        (
            "Chad and Sudan signed a truce in May 2010. Sudan said that Chad had attacked a village in violation of the truce.",
            ["Ceasefire 2010-05 | Chad, Sudan"],
        ),
        (
            "According to the army, the ceasefire signed by Chad and Sudan in May 2010 was violated within minutes.",
            ["Ceasefire 2010-05 | Chad, Sudan"],
        ),
        ("Talks on extending the ceasefire between Chad and Sudan began on Monday.", []),
        ("The truce between Chad and Sudan expires on Saturday.", ["Ceasefire | Chad, Sudan"]),
    ]
)
def test_what_became_of_it_as_the_text_itself_tells(told, text, agreements):
    assert told(text).agreements == agreements


def test_reports_of_what_became_of_it_are_kept_one_by_one(told):
    text = "Chad and Sudan signed a truce in May 2010. It was extended on 3 June 2010. The truce collapsed in July 2010."
    [a] = told(text).facts.agreements
    assert [(r.status, r.date, r.evidence.text) for r in a.statuses] == [
        ("extended", "2010-06-03", "It was extended on 3 June 2010."),
        ("collapsed", "2010-07", "The truce collapsed in July 2010."),
    ]


def parts(told, text, role):
    found = told(text)
    return sorted({found.name(p.entity) for a in found.facts.agreements for p in getattr(a, role)})


@pytest.mark.parametrize(
    ("text", "role", "names"),
    [
        ("The accord between Mali and Niger was signed in Algiers in May 2015. Gabon acted as facilitator.", "mediators", ["Gabon"]),
        ("Chad and Libya signed a truce in May 2015. The talks leading up to the truce were mediated by ECOWAS.", "mediators", ["ECOWAS"]),
        (
            "Israel and Hamas agreed a truce on 3 May 2022. The truce holds. Mediators from Qatar and Egypt were praised for the truce.",
            "mediators",
            ["Egypt", "Qatar"],
        ),
        ("Oman played a central role in securing the truce between Yemen and the Houthis.", "mediators", ["Oman"]),
        (
            "The truce was agreed by Russia and Ukraine in Paris in December 2019, with Angela Merkel and Emmanuel Macron as mediators.",
            "mediators",
            ["Angela Merkel", "Emmanuel Macron"],
        ),
        # Others' talks, other conferences, offers.
        ("Chad and Libya signed a truce in May 2015. Egypt and Qatar have been mediating new talks since June.", "mediators", []),
        ("Chad and Libya signed a truce in May 2015. Iran hosted a conference on trade in Tehran.", "mediators", []),
        ("Chad and Libya signed a truce in May 2015. Turkey will host new talks in Ankara.", "mediators", []),
        ("The Swiss mediator, Julian Hottinger, said the truce of 2015 between Chad and Libya was no model.", "mediators", []),
        # Witnesses and guarantors are no mediators, and no parties.
        ("Chad and Sudan signed a pact in Dakar in May 2008 in the presence of Ban Ki-moon.", "witnesses", ["Ban Ki-moon"]),
        ("Russia and Ukraine signed the grain deal in Istanbul. The deal was witnessed by Turkey.", "witnesses", ["Turkey"]),
        ("The United Nations and the United States signed the Lusaka ceasefire agreement as witnesses.", "parties", []),
        ("Turkey and Russia, as guarantors, signed the ceasefire in Sochi in May 2017.", "guarantors", ["Russia", "Turkey"]),
        (
            "Cuba and Norway were guarantors of the peace accord that Colombia and the FARC signed in 2016.",
            "guarantors",
            ["Cuba", "Norway"],
        ),
        ("Cuba and Norway were guarantors of the peace accord that Colombia and the FARC signed in 2016.", "mediators", []),
        (
            "Chad and Sudan signed a truce in May 2010. The African Union will act as guarantor of the truce.",
            "guarantors",
            ["African Union"],
        ),
        # Who signs for whom.
        (
            "A ceasefire was signed in 2020 by President Ilham Aliyev of Azerbaijan and Prime Minister Nikol Pashinyan of Armenia.",
            "signatories",
            ["Ilham Aliyev", "Nikol Pashinyan"],
        ),
        (
            "The accord was signed in Doha in May 2010 by Musa Hassan on behalf of the FARC and by Colombia.",
            "parties",
            ["Colombia", "FARC"],
        ),
        ("Mali did not sign the accord of May 2015 with Niger.", "parties", []),
        # What they are bound to.
        ("The accord commits Chad and Libya to disarm their militias.", "parties", ["Chad", "Libya"]),
        (
            "A truce was announced on 8 June 2022. Under the truce, Israel will withdraw from Gaza and Hamas will free its hostages.",
            "parties",
            ["Hamas", "Israel"],
        ),
        ("Talks between Chad and Libya resulted in a ceasefire on 3 May 2015.", "parties", ["Chad", "Libya"]),
        ("This agreement provides for a ceasefire. Nigeria, Guinea and Ghana undertake to send peacekeepers.", "parties", []),
    ],
)
def test_who_took_which_part(told, text, role, names):
    assert parts(told, text, role) == names


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        (
            "The accord between Chad and Libya provides for a ceasefire, an exchange of prisoners and the return of refugees.",
            [("ceasefire", "a ceasefire"), ("exchange", "an exchange of prisoners"), ("return", "the return of refugees")],
        ),
        (
            "Israel and Hamas agreed a truce on 8 June. Under the deal, Israel will withdraw from Gaza and Hamas will free its hostages.",
            [("withdrawal", "Israel will withdraw from Gaza"), ("exchange", "Hamas will free its hostages")],
        ),
        ("Chad and Libya signed a truce in May 2015. Analysts expect that Libya will withdraw its troops.", []),
    ],
)
def test_what_it_provides_for(told, text, terms):
    assert [(t.kind, t.text) for t in told(text).facts.agreements[0].terms] == terms


def test_the_nations_of_the_world_are_no_two(told):
    text = "India and Pakistan met in Paris. The nations of the world signed a treaty in Geneva in 1949."
    assert told(text).agreements == ["Agreement 1949 | at Geneva"]


@tables(
    [
        (
            "Chad and the FARC signed an accord in Doha in May 2010. The accord provided for a ceasefire.",
            ["Agreement 2010-05 | Chad, FARC | at Doha", "Ceasefire 2010-05 | Chad, FARC | at Doha"],
        ),
        (
            "Chad and Libya signed an accord in Doha in May 2010. The first point in the accord was a cessation of all hostilities.",
            ["Agreement 2010-05 | Chad, Libya | at Doha", "Ceasefire 2010-05 | Chad, Libya | at Doha"],
        ),
        ("Chad and Libya agreed to end hostilities in May 2010.", ["Ceasefire 2010-05 | Chad, Libya"]),
        (
            "The envoy brokered peace between Cambodia and Thailand, Serbia and Kosovo.",
            ["PeaceAgreement | Cambodia, Thailand", "PeaceAgreement | Kosovo, Serbia"],
        ),
        (
            "Today, Kenya's president hosted the presidents of Chad and Sudan in Nairobi, where Chad and Sudan signed a peace agreement.",
            ["PeaceAgreement 2022-06-15 | Chad, Sudan"],
        ),
        (
            "Chad signed a ceasefire with Sudan in Doha on 3 May 2010. Talks between Mali and Niger, mediated by Egypt, "
            "led to a ceasefire on 9 July 2011.",
            ["Ceasefire 2010-05-03 | Chad, Sudan | at Doha", "Ceasefire 2011-07-09 | Mali, Niger | by Egypt"],
        ),
        ("In 2020 they fought again, and Russia brokered a truce on 10 November.", ["Ceasefire 2020-11-10 | by Russia"]),
        ("Russia and Ukraine signed the grain treaty in Istanbul in July.", ["Agreement 2021-07 | Russia, Ukraine | at Istanbul"]),
        (
            "Norway and Cuba witnessed the peace agreement signed by Colombia and the FARC on 24 November 2016.",
            ["PeaceAgreement 2016-11-24 | Colombia, FARC"],
        ),
        (
            "Israel and Hamas agreed a truce on 21 May 2021. In 2014 a ceasefire mediated by Egypt ended a 50-day war.",
            ["Ceasefire 2021-05-21 | Hamas, Israel", "Ceasefire 2014 | Hamas, Israel | by Egypt"],
        ),
    ]
)
def test_more_ways_of_making_peace(told, text, agreements):
    assert told(text).agreements == agreements


def test_an_alleged_violation_is_kept_with_who_alleges_it(told):
    facts = told("Sudan and Chad agreed on a truce on 9 June. Sudan accused Chad of violating the truce.").facts
    [s] = facts.statements
    assert s.violations == (0,)


def test_a_truce_that_was_never_made_has_no_parties_and_no_place(told):
    text = (
        "Chad and Sudan signed a ceasefire on 9 June 2022. "
        "If Mali had signed a ceasefire with Niger in Algiers, the war would be over. Mali could sign a ceasefire with Kenya on Monday."
    )
    assert told(text).agreements == ["Ceasefire 2022-06-09 | Chad, Sudan"]


def test_the_day_of_leaving_a_truce_is_not_the_day_of_making_it(told):
    text = "Chad and Sudan signed a ceasefire on 9 June 2022. Chad withdrew from the ceasefire on 5 March 2023."
    assert told(text).agreements == ["Ceasefire 2022-06-09 | Chad, Sudan"]
    assert told("Chad withdrew from the ceasefire with Sudan on 5 March 2023.").agreements == []


def test_an_agreement_told_by_one_side_only_says_so(told):
    [a] = told("Kenya said that Chad and Sudan had agreed a peace deal in Doha on 5 June 2020.").facts.agreements
    [b] = told("Chad and Sudan agreed a peace deal in Doha on 5 June 2020.").facts.agreements
    assert a.confidence < b.confidence
    assert {e.rule for e in a.evidence} == {"agreement noun in reported speech"}


def test_an_agreement_that_its_party_denies_is_a_claim_and_no_agreement(told):
    text = "Mali said that Niger and Chad had signed a ceasefire in Algiers on 3 May 2020. Niger denied that it had signed a ceasefire."
    facts = told(text).facts
    assert facts.agreements == ()
    assert [s.disputes for s in facts.statements] == [(), (0,)]


@tables(
    [
        (
            "Chad and Sudan signed a ceasefire on 9 June. Kenya warned that a collapse of the truce could kill thousands.",
            ["Ceasefire 2022-06-09 | Chad, Sudan"],
        ),
        (
            "Chad and Sudan signed a ceasefire on 9 June. A previous ceasefire, brokered by Qatar in January 2021, fell apart. "
            "Al-Shabaab had never respected it.",
            ["Ceasefire 2022-06-09 | Chad, Sudan", "Ceasefire 2021-01 | by Qatar"],
        ),
    ]
)
def test_what_a_text_does_not_say_of_an_agreement_is_not_told(told, text, agreements):
    assert [a.removesuffix(" | collapsed") for a in told(text).agreements] == agreements


def test_a_deal_that_nobody_wants_is_not_the_one_that_was_made(told):
    text = "The United States, which brokered the 1995 Dayton agreement, left. Kurti said that neither leader wants a deal."
    [a] = told(text).facts.agreements
    assert a.forms == ("the 1995 Dayton agreement",)


def test_orders_to_extend_a_truce_do_not_extend_it(told):
    text = "Chad and Sudan signed a truce on 9 June. The spokesman said there had been no orders to extend the truce."
    assert told(text).agreements == ["Ceasefire 2022-06-09 | Chad, Sudan"]


@tables(
    [
        (
            "The R-ARCSS was signed between the government of South Sudan and SPLM/A-IO on 12 September 2018 in Addis Ababa.",
            ["Agreement 2018-09-12 | SPLM-IO, South Sudan | at Addis Ababa"],
        ),
        (
            "On 2 November 2003 a peace agreement was signed in Pretoria between CNDD-FDD (Nkurunziza) and the government of Burundi.",
            ["PeaceAgreement 2003-11-02 | Burundi, CNDD-FDD | at Pretoria"],
        ),
        (
            "This agreement is one of eight signed between Sudan and South Sudan in June 2012.",
            ["Agreement | South Sudan, Sudan"],
        ),
        (
            "The protocol was the first agreement between the new Israeli Likud government and the PLO.",
            ["Agreement | Israel, Palestine Liberation Organization"],
        ),
        ("In this agreement the parties reaffirmed the Lomé Peace Agreement.", ["PeaceAgreement"]),
        ("The parties reaffirmed a ceasefire from 1992.", ["Ceasefire 1992"]),
        (
            "A peace agreement was signed in Dhaka between the government of Bangladesh and the JSS rebels. The JSS was led by Larma.",
            ["PeaceAgreement | Bangladesh, JSS | at Dhaka"],
        ),
        (
            "An agreement was signed at Dougia on 22 November 1995. It contained a ceasefire and an encampment of MDD fighters.",
            ["Agreement 1995-11-22 | MDD | at Dougia", "Ceasefire 1995-11-22 | MDD | at Dougia"],
        ),
        ("Talks between Chad and the MDJT ended on 13 January 2020 without an agreement.", []),
        (
            "The accord was signed in Abuja on 3 October 1997. Details are scarce, and there is no trace of measures such as a ceasefire.",
            ["Agreement 1997-10-03 | at Abuja"],
        ),
        (
            "The accord was signed on 3 October 1997 in Juba, South Sudan. It reaffirmed the ceasefire arrangements.",
            ["Agreement 1997-10-03 | at Juba", "Ceasefire"],
        ),
        (
            "The government and the rebels signed a deal in Pretoria on 3 May 2021. Yoweri Museveni of Uganda was host of the talks.",
            ["Agreement 2021-05-03 | by Yoweri Museveni | at Pretoria"],
        ),
        (
            "The peace agreement was signed on 18 May 1999. George Mitchell was involved in bringing about the agreement.",
            ["PeaceAgreement 1999-05-18 | by George Mitchell"],
        ),
        (
            "The ECOWAS states brokered the ceasefire in Bamako on 28 November 1990.",
            ["Ceasefire 1990-11-28 | by ECOWAS | at Bamako"],
        ),
        ("Serbia and Croatia signed a peace deal some twenty years ago.", ["PeaceAgreement | Croatia, Serbia"]),
    ]
)
def test_who_is_told_to_be_bound_and_by_what(told, text, agreements):
    assert told(text).agreements == agreements


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The Good Friday Agreement was signed in Belfast on 10 April 1998.", "The Good Friday Agreement"),
        ("This agreement was an Additional Protocol to an earlier accord, signed in Abuja in 1998.", "an Additional Protocol"),
        ("The key text was the Comprehensive Agreement on Human Rights, signed in 1994.", "the Comprehensive Agreement on Human Rights"),
    ],
)
def test_a_name_holds_no_more_than_the_noun_phrase(told, text, name):
    assert any(a.name == name for a in told(text).facts.agreements)
