"""Who said what, over the whole path from a sentence to the facts: one table for each way of reporting.

Each line of a table expects *all* statements of its text, so that one too many fails as well as one too few.
"""

import signal

import pytest
from extract.rows import missing


def tables(rows):
    return pytest.mark.parametrize(("text", "statements"), rows)


@tables(
    [
        # Before, behind and around the cue.
        (
            '"We will not negotiate under bombardment," Sudanese army spokesman Nabil Hamdan said on Tuesday.',
            ["Nabil Hamdan | claim | We will not negotiate under bombardment"],
        ),
        (
            "The rebel commander Idriss Walad told reporters: “Our fighters have left the town. They will not return.”",
            ["Idriss Walad | claim | Our fighters have left the town. They will not return"],
        ),
        (
            "“The road is open,” said Mayor Olena Marchuk, “but we ask people to wait.”",
            ["Olena Marchuk | claim | The road is open ... but we ask people to wait"],
        ),
        # A sentence of its own behind the cue is a statement of its own.
        (
            '"It is over," Hussein Barre said. "We have lost the harbour and the airport."',
            ["Hussein Barre | claim | It is over", "Hussein Barre | claim | We have lost the harbour and the airport"],
        ),
        (
            '"The ceasefire is holding. We have seen no violations. We are hopeful," UN envoy Karin Lindqvist said.',
            ["Karin Lindqvist | claim | The ceasefire is holding. We have seen no violations. We are hopeful"],
        ),
        # Marks of several countries.
        ("«Le dialogue reste possible,» said Malian Foreign Minister Oumar Keita.", ["Oumar Keita | claim | Le dialogue reste possible"]),
        ("'We have nothing to hide,' Ms Perera told the parliament in Colombo.", ["Perera | claim | We have nothing to hide"]),
        (
            "‘The rebels’ demands haven’t changed,’ said the envoy, Bogdan Ilic.",
            ["Bogdan Ilic | claim | The rebels’ demands haven’t changed"],
        ),
        ("„Wir bleiben hier“, said Petra Novak, the mayor.", ["Petra Novak | claim | Wir bleiben hier"]),
        (
            "“He told me ‘run’ and I ran,” Daw Khin Mar said.",
            ["Daw Khin Mar | claim | He told me ‘run’ and I ran"],
        ),
        # Words in quotation marks within a clause.
        (
            'Ukrainian President Danylo Hrytsenko said the attack was "an act of terror".',
            ['Danylo Hrytsenko | claim | the attack was "an act of terror"'],
        ),
        missing(
            "a navy or air force with a demonym is no force",
            "The Sri Lankan navy said it had “seized two boats” off Jaffna.",
            ["Navy of Sri Lanka | claim | it had “seized two boats” off Jaffna"],
        ),
        # A quotation over several paragraphs, each with its opening mark.
        missing(
            "a cue that ends its paragraph with a colon does not reach the quotations in the next ones",
            "General Thura Aung said:\n“We hold the bridge.\n“We also hold the station.”",
            ["Thura Aung | claim | We hold the bridge. ... We also hold the station"],
        ),
        # The speaker in the sentence before the quotation.
        (
            'Rosa Quispe, who leads the miners\' union, was angry. "They have betrayed us," she said.',
            ["Rosa Quispe | claim | They have betrayed us"],
        ),
        # Quotation marks that quote nobody.
        ("The unit is known as the “Black Falcons” in the valley.", []),
        ("The film “Letters from Aleppo” opened in Beirut on Friday.", []),
        ("Residents of the 'green zone' left their homes.", []),
        (
            'Mr. Rao added: "Talks can\'t go along with terror."',
            ["Rao | claim | Talks can't go along with terror"],
        ),
        (
            "Nobel laureate Esther Banda tweeted: “Stop the war.”",
            ["Esther Banda | claim | Stop the war"],
        ),
        missing(
            "words in quotation marks within a clause before its cue stand for the clause",
            'Rwanda has "no troops in Congo", its foreign minister, Jean Habimana, told the BBC on Thursday.',
            ['Jean Habimana | claim | Rwanda has "no troops in Congo"'],
        ),
        missing(
            "a quotation taken up behind a cue that is followed by a gerund",
            '"We will," Ms Doyle said, "defend every village," adding that help was on its way.',
            ["Doyle | claim | We will ... defend every village", "Doyle | claim | help was on its way"],
        ),
        (
            'The ELN commander, alias "Gabino", rejected the charges.',
            ["Gabino | deny | the charges"],
        ),
        (
            'The drone, nicknamed "Moped" by soldiers, fell into the sea, Ukraine said.',
            ['Ukraine | claim | The drone, nicknamed "Moped" by soldiers, fell into the sea'],
        ),
    ]
)
def test_direct_speech(told, text, statements):
    assert told(text).statements == statements


def test_an_unclosed_mark_costs_its_own_quotation_and_no_more(told):
    text = (
        '"The shelling began at dawn, Ukrainian Defence Minister Petro Hrytsenko said.\n'
        '"We are ready to talk," Moldovan Prime Minister Ion Rusu said.'
    )
    assert "Ion Rusu | claim | We are ready to talk" in told(text).statements
    assert len(told(text).statements) <= 2


@tables(
    [
        ("The Houthi movement said that it had fired two missiles at Marib.", ["Houthis | claim | it had fired two missiles at Marib"]),
        ("Ethiopia said Eritrean troops had left Tigray.", ["Ethiopia | claim | Eritrean troops had left Tigray"]),
        ("Eritrean troops had left Tigray, Ethiopia said.", ["Ethiopia | claim | Eritrean troops had left Tigray"]),
        (
            "The strike, the Malian army said, killed 14 fighters near Mopti.",
            ["Armed Forces of Mali | claim | The strike ... killed 14 fighters near Mopti"],
        ),
        ("Serbia denied that its forces had crossed into Kosovo.", ["Serbia | deny | its forces had crossed into Kosovo"]),
        ("The WHO warned that cholera was spreading in Aden.", ["World Health Organization | warn | cholera was spreading in Aden"]),
        (
            "In a post on X, Filipino Senator Maria Bautista claimed that the talks in Oslo had failed.",
            ["Maria Bautista | claim | the talks in Oslo had failed"],
        ),
        (
            "Burundi's defence ministry confirmed on Monday that four of its soldiers had died in South Kivu.",
            ["Ministry of Defence of Burundi | claim | four of its soldiers had died in South Kivu"],
        ),
        (
            "Indian Foreign Secretary Vikram Rao told parliament that Pakistan had moved tanks to the border.",
            ["Vikram Rao | claim | Pakistan had moved tanks to the border"],
        ),
        missing(
            "a second cue behind `but` stays in the first one's content",
            "Turkish Cypriot leader Mehmet Aksoy said the talks were over but promised to keep the crossing open.",
            ["Mehmet Aksoy | claim | the talks were over", "Mehmet Aksoy | promise | to keep the crossing open"],
        ),
        (
            "The ELN said it had freed the miners, adding that nobody had been hurt.",
            [
                "National Liberation Army (Colombia) | claim | it had freed the miners",
                "National Liberation Army (Colombia) | claim | nobody had been hurt",
            ],
        ),
        # A report within a report is a statement of its own.
        (
            "Reuters reported that Ghana had closed its border.",
            ["Reuters | claim | Ghana had closed its border"],
        ),
        (
            "Al Jazeera reported that Sudan's army said it controlled Omdurman.",
            ["Al Jazeera | claim | Sudan's army said it controlled Omdurman", "Sudanese Armed Forces | claim | it controlled Omdurman"],
        ),
        missing(
            "`was quoted by X as saying`",
            "The Arakan Army was quoted by Reuters as saying it had taken Paletwa.",
            ["Arakan Army | claim | it had taken Paletwa"],
        ),
        (
            "State television quoted General Thura Aung as saying that the base was safe.",
            ["Thura Aung | claim | the base was safe"],
        ),
        ("Analysts say the junta is losing ground, but the junta insists otherwise.", ["(Analysts) | claim | the junta is losing ground"]),
        (
            "It was the first time that Seoul had said publicly that Pyongyang was behind the hack.",
            ["South Korea | claim | Pyongyang was behind the hack"],
        ),
        (
            "Keita, speaking to Radio France Internationale, insisted the convoy was empty.",
            ["Keita | claim | the convoy was empty"],
        ),
        (
            "Kenya claimed that it had shot down two drones; Somalia's defence ministry said both were its own.",
            ["Kenya | claim | it had shot down two drones", "Ministry of Defence of Somalia | claim | both were its own"],
        ),
    ]
)
def test_indirect_speech(told, text, statements):
    assert told(text).statements == statements


@tables(
    [
        ("The African Union urged Ethiopia and Eritrea to withdraw their troops.", ["African Union | urge | to withdraw their troops"]),
        (
            "Colombian President Lucia Restrepo called on the ELN to release all hostages.",
            ["Lucia Restrepo | urge | to release all hostages"],
        ),
        ("Russia's defence ministry ordered its units to leave Kherson.", ["Ministry of Defence of Russia | urge | to leave Kherson"]),
        ("Pope Francis appealed to both sides to lay down their arms.", ["Francis | urge | to lay down their arms"]),
        ("The United States demanded that Rwanda withdraw its troops.", ["United States | urge | Rwanda withdraw its troops"]),
        ("Nigeria's army promised to protect the farmers.", ["Armed Forces of Nigeria | promise | to protect the farmers"]),
        ("Hezbollah threatened to strike Haifa.", ["Hezbollah | warn | to strike Haifa"]),
        ("Norway offered to host new talks in Oslo.", ["Norway | promise | to host new talks in Oslo"]),
        ("Kyiv accused Moscow of deporting children.", ["Ukraine | accuse | deporting children"]),
        ("Rwanda was accused by DR Congo of arming M23 rebels.", ["Democratic Republic of the Congo | accuse | arming M23 rebels"]),
        ("Cambodia blamed Thailand for the clash at the temple.", ["Cambodia | accuse | the clash at the temple"]),
        missing(
            "the object of an -ing form is lost with some parses",
            "The junta denied bombing the school.",
            ["(The junta) | deny | bombing the school"],
        ),
        ("Iran denied arming the Houthis.", ["Iran | deny | arming the Houthis"]),
    ]
)
def test_infinitives_and_gerunds(told, text, statements):
    assert told(text).statements == statements


@tables(
    [
        (
            "India's foreign ministry condemned the attack on pilgrims in Jammu.",
            ["Ministry of Foreign Affairs of India | condemn | the attack on pilgrims in Jammu"],
        ),
        ("The Philippine government announced the release of 12 fighters.", ["Philippines | announce | the release of 12 fighters"]),
        ("Egypt welcomed the truce.", ["Egypt | praise | the truce"]),
        ("Chad thanked France for its support.", ["Chad | praise | its support"]),
        ("Pakistan warned India against further strikes.", ["Pakistan | warn | further strikes"]),
        ("Kosovo rejected the accusation.", ["Kosovo | deny | the accusation"]),
        (
            "UN chief Antonio Guterres expressed concern over the fighting in Khartoum.",
            ["Antonio Guterres | concern | the fighting in Khartoum"],
        ),
        (
            "ECOWAS called for an immediate return to civilian rule in Niger.",
            ["ECOWAS | urge | an immediate return to civilian rule in Niger"],
        ),
        ("Amnesty International criticised the arrests in Minsk.", ["Amnesty International | condemn | the arrests in Minsk"]),
    ]
)
def test_noun_phrases_as_content(told, text, statements):
    assert told(text).statements == statements


@tables(
    [
        ("According to the UN refugee agency, 40,000 people have fled Goma.", ["UNHCR | claim | 40,000 people have fled Goma"]),
        (
            "Some 200 people were killed in the strike, according to Yemen's health ministry.",
            ["Ministry of Health of Yemen | claim | Some 200 people were killed in the strike"],
        ),
        missing(
            "a content that its cue interrupts loses its subject",
            "The convoy, according to the Red Cross, reached Mekelle on Sunday.",
            ["International Committee of the Red Cross | claim | The convoy ... reached Mekelle on Sunday"],
        ),
        ("The aid arrived according to plan.", []),
        ("Rations are handed out according to the size of a family.", []),
    ]
)
def test_according_to(told, text, statements):
    assert told(text).statements == statements


@tables(
    [
        ("# Hrytsenko Says Russia Must Return Captured Port", ["Hrytsenko | claim | Russia Must Return Captured Port"]),
        ("# Peace Talks Will Resume in Doha, Mediator Qatar Says", ["Qatar | claim | Peace Talks Will Resume in Doha"]),
        ("# Myanmar Army Burned Villages - United Nations", ["United Nations | claim | Myanmar Army Burned Villages"]),
        ("# Guterres: Time is running out for Sudan", ["Guterres | claim | Time is running out for Sudan"]),
        ("# Ethiopia accuses Egypt of fuelling Tigray war", ["Ethiopia | accuse | fuelling Tigray war"]),
        ("# Kenya urges Somalia to delay vote", ["Kenya | urge | to delay vote"]),
        ("# 'We will never leave': Belfast mayor vows to stay", ["(Belfast mayor) | promise | to stay"]),
        ("# DR Congo says Rwandan troops crossed border", ["Democratic Republic of the Congo | claim | Rwandan troops crossed border"]),
        ("# Sri Lanka: a year after the war", []),
        ("# Analysis: What the Doha deal means", []),
        ("# Live updates - Ukraine", []),
        ("# Yemen war: five things to know", []),
        ("# Kashmir: India says Pakistan broke truce", ["India | claim | Pakistan broke truce"]),
        ("# UN: 'Catastrophe' looms in Tigray", ["United Nations | claim | 'Catastrophe' looms in Tigray"]),
        ("# Rebels deny killing aid workers in eastern DRC", ["(Rebels) | deny | killing aid workers in eastern DRC"]),
        ("# Myanmar's junta extends emergency rule, says election must wait", ["(Myanmar's junta) | claim | election must wait"]),
        ("# Colombia - ELN talks resume in Havana", []),
        ("# 'No deal': why Cyprus talks failed", []),
        ("# Somalia-Ethiopia deal: What we know", []),
        ("# BREAKING: Mali junta expels French ambassador", []),
        ("# Kyiv: a city at war", []),
        ("# Minister Slams Rebels: 'You Have Broken the Truce'", ["(Minister) | claim | 'You Have Broken the Truce'"]),
    ]
)
def test_headlines(told, text, statements):
    assert told(text).statements == statements


@tables(
    [
        (
            "Greece and Turkey said they would resume talks on Cyprus.",
            ["Greece | claim | they would resume talks on Cyprus", "Turkey | claim | they would resume talks on Cyprus"],
        ),
        (
            "Both Armenia and Azerbaijan accused each other of shelling villages.",
            ["Armenia | accuse | shelling villages", "Azerbaijan | accuse | shelling villages"],
        ),
        missing(
            "holders of an office in several states, unnamed, are not taken as the states",
            "The foreign ministers of Estonia, Latvia and Lithuania condemned the sabotage.",
            ["Estonia | condemn | the sabotage", "Latvia | condemn | the sabotage", "Lithuania | condemn | the sabotage"],
        ),
        (
            "President Oumar Keita of Mali, President Issa Barka of Niger and President Ali Sow of Chad signed it on Monday and vowed to "
            'fight. "We will stay," the three presidents said.',
            [
                "Oumar Keita | promise | to fight",
                "Issa Barka | promise | to fight",
                "Ali Sow | promise | to fight",
                "Oumar Keita | claim | We will stay",
                "Issa Barka | claim | We will stay",
                "Ali Sow | claim | We will stay",
            ],
        ),
        (
            "In a joint statement, France, Germany and Britain called on Iran to return to talks.",
            ["France | urge | to return to talks", "Germany | urge | to return to talks", "United Kingdom | urge | to return to talks"],
        ),
    ]
)
def test_joint_speakers_are_one_statement_each(told, text, statements):
    assert told(text).statements == statements


@tables(
    [
        (
            "The mediator Aisha Bello met both delegations in Nairobi. She said the talks would go on.",
            ["Aisha Bello | claim | the talks would go on"],
        ),
        (
            "Malian Foreign Minister Oumar Keita flew to Algiers. He said the deal was dead.",
            ["Oumar Keita | claim | the deal was dead"],
        ),
        missing(
            "`he` takes up the subject, whatever the sex of the name",
            "Justice Minister Amina Yusuf met Oumar Keita in Bamako. He said the court would open in May.",
            ["Oumar Keita | claim | the court would open in May"],
        ),
        (
            "The Organisation of Islamic Cooperation met in Jeddah. It condemned the strikes.",
            ["Organisation of Islamic Cooperation | condemn | the strikes"],
        ),
        (
            "Mali and Niger signed the accord in May. The accord was short. It states that troops will leave.",
            ["(The accord) | claim | troops will leave"],
        ),
        ("Although the IMF cut its forecast, it said growth was strong.", ["International Monetary Fund | claim | growth was strong"]),
        (
            "Hamas claimed responsibility. The explosion killed ten people. It said the bomber was a student.",
            ["Hamas | claim | responsibility", "Hamas | claim | the bomber was a student"],
        ),
        ("It said nothing.", []),
        ("It is said that the general fled to Dubai.", []),
        ("The general is said to have fled to Dubai.", []),
    ]
)
def test_pronouns(told, text, statements):
    assert told(text).statements == statements


@tables(
    [
        (
            "Rwandan government spokesperson Chantal Uwase said the border was closed.",
            ["Chantal Uwase | claim | the border was closed"],
        ),
        ("A spokesman for the Kremlin said Russia was open to talks.", ["Kremlin | claim | Russia was open to talks"]),
        ("A spokesperson for the ELN said the miners were safe.", ["National Liberation Army (Colombia) | claim | the miners were safe"]),
        ("A spokeswoman for UNICEF said the school was empty.", ["UNICEF | claim | the school was empty"]),
        ("The Kremlin spokesman said no date had been set.", ["Kremlin | claim | no date had been set"]),
        ("Ukrainian officials said the dam was damaged.", ["Ukraine | claim | the dam was damaged"]),
        # Nobody who has a name here.
        ("Two officials said the deal was close.", ["(Two officials) | claim | the deal was close"]),
        ("Witnesses said they heard three blasts in Mogadishu.", ["(Witnesses) | claim | they heard three blasts in Mogadishu"]),
        ("Residents told Reuters that shops had been looted.", ["(Residents) | claim | shops had been looted"]),
        (
            "A diplomat, who asked not to be named, said the draft was weak.",
            ["(A diplomat) | claim | the draft was weak"],
        ),
    ]
)
def test_spokespersons_and_unnamed_sources(told, text, statements):
    assert told(text).statements == statements


@tables(
    [
        # "as" likens to a report.
        ("As the Kenyan ministry has pointed out, the road is open.", ["(the Kenyan ministry) | claim | the road is open"]),
        ("The bridge was mined, as police have said.", ["(police) | claim | The bridge was mined"]),
        ("As agreed under the truce, the port was opened.", []),
        ("As he told his troops the news, the shelling began.", []),
        # The parser hangs the clause on the noun, or takes its subject for an object.
        (
            "Oumar Keita announced in a statement this month that Mali had reached a deal.",
            ["Oumar Keita | announce | Mali had reached a deal"],
        ),
        ("Niger commented on reports that Benin had trained the gunmen.", []),
        # Findings: of texts and of bodies that look into things.
        (
            "A survey by the university showed that half of the farmers had fled.",
            ["(A survey by the university) | claim | half of the farmers had fled"],
        ),
        ("Human Rights Watch found that the school was shelled.", ["Human Rights Watch | claim | the school was shelled"]),
        ("Oumar Keita found that the door was shut.", []),
        ("The report shows a rise in attacks.", ["(The report) | claim | a rise in attacks"]),
        ("Police found a bomb in the car.", []),
        # Passives with who said it.
        ("The raid was condemned by Kenya.", ["Kenya | condemn | The raid"]),
        # A judgement of somebody, and nothing more.
        ("Pakistan condemned India.", ["Pakistan | condemn | India"]),
        # Not what was told: an object that was denied, an infinitive that belongs to the object.
        ("Trump claimed victory had been stolen, but offered no proof.", ["Trump | claim | victory had been stolen"]),
        ("Turkey pledged its support for a plan to rebuild the dam.", ["Turkey | promise | its support for a plan to rebuild the dam"]),
        ("Niger committed troops to the mission.", []),
        ("The attack raised fears that the truce would fail.", []),
        ("Those who question the vote are a minority.", []),
        ("The mayor welcomed several hundred guests.", []),
        # One object ends where a second verb, its medium, or what others say of it begins.
        (
            "Kenya condemned the shelling of the port and urged Mali to talk.",
            ["Kenya | condemn | the shelling of the port", "Kenya | urge | to talk"],
        ),
        ("Kenya announced the truce in a statement.", ["Kenya | announce | the truce"]),
        (
            "Armenia revealed photos of a jet which Turkey denies owning.",
            ["Armenia | announce | photos of a jet", "Turkey | deny | owning"],
        ),
        ("Kenya released footage showing the raid.", ["Kenya | announce | footage showing the raid"]),
        ("Hamas released two hostages.", []),
        ('Kenya called the raid on the port "a crime".', ['Kenya | claim | the raid on the port "a crime"']),
        ("Kenya declared victory against the rebels.", ["Kenya | announce | victory against the rebels"]),
        # In somebody's words.
        ("In the words of Amina Yusuf, the war is over.", ["Amina Yusuf | claim | the war is over"]),
        ("The deal, in the view of one diplomat, will not last.", ["(one diplomat) | claim | The deal ... will not last"]),
        ("The war is over, by the ministry's own account.", ["(the ministry) | claim | The war is over"]),
        ("He died in the words of his song.", []),
        # A cue behind the quotation, and one that the parser hung on what was said.
        (
            '"Nobody," Oumar Keita said, "may strike a school," adding that the raid was a crime.',
            ["Oumar Keita | claim | Nobody ... may strike a school", "Oumar Keita | claim | the raid was a crime"],
        ),
        (
            'Kenya said it "regretted" the deaths but denied it had targeted civilians.',
            ['Kenya | claim | it "regretted" the deaths', "Kenya | deny | it had targeted civilians"],
        ),
        ("Baku was accused by Yerevan of shelling villages.", ["Armenia | accuse | shelling villages"]),
        # Sources behind "according to", without it.
        ("According to federal statistics, two million people have fled.", ["(federal statistics) | claim | two million people have fled"]),
        ("The convoy went according to plan.", []),
        ("Those close to him say he will not run.", ["(Those close to him) | claim | he will not run"]),
        # What is claimed by saying so, and what is taken by claiming it.
        ("Hezbollah claimed responsibility for the attack.", ["Hezbollah | claim | responsibility for the attack"]),
        ("The Islamic State claimed responsibility for the attack.", ["Islamic State | claim | responsibility for the attack"]),
        ("Responsibility for the attack was claimed by Hamas.", ["Hamas | claim | Responsibility for the attack"]),
        ("No group has claimed responsibility for the attack.", []),
        ("No official said that the talks had failed.", []),
        ("Oumar Keita claimed asylum in Peru.", []),
        # Whose report a noun is, with the clause wherever the parser hung it.
        ("The raid came despite repeated warnings from aid workers that the camp was full.", ["(aid workers) | warn | the camp was full"]),
        (
            "The raid drew accusations from the opposition that the police had failed.",
            ["(the opposition) | accuse | the police had failed"],
        ),
        # A subject that the parser takes for an object, a predicate for an attribute.
        (
            "Experts say plans to raise the tax on the rich would make the law more complicated.",
            ["(Experts) | claim | plans to raise the tax on the rich would make the law more complicated"],
        ),
        ("Russia called the demand a ploy.", ["Russia | claim | the demand a ploy"]),
        ("The city is divided by income, other studies have shown.", ["(other studies) | claim | The city is divided by income"]),
        ("Another Democrat accused the ministry of fraud.", ["(Another Democrat) | accuse | fraud"]),
    ]
)
def test_more_ways_of_reporting(told, text, statements):
    assert told(text).statements == statements


@tables(
    [
        ("''We will stay,'' said Oumar Keita.", ["Oumar Keita | claim | We will stay"]),
        ("”We will stay here,” said Oumar Keita.", ["Oumar Keita | claim | We will stay here"]),
        ('"We will not leave this village." - Amina Osman, a teacher', ["Amina Osman | claim | We will not leave this village"]),
        ('Oumar Keita spoke on CNN\'s "State of the Union."', []),
        (
            "Oumar Keita met Amina Yusuf.\nKEITA: We will not leave the town.\n"
            "YUSUF: You said that last year too.\nKEITA: I said it and I meant it.",
            [
                "Oumar Keita | claim | We will not leave the town.",
                "Amina Yusuf | claim | You said that last year too.",
                "Oumar Keita | claim | I said it and I meant it.",
            ],
        ),
        ("NEW DELHI: The army moved to the border.", []),
    ]
)
def test_more_ways_of_quoting(told, text, statements):
    assert told(text).statements == statements


@pytest.mark.parametrize(
    ("text", "medium"),
    [
        ("Oumar Keita said in a televised address on Monday that the war was over.", "a televised address"),
        ('"The war is over," Oumar Keita told reporters at a press briefing in Bamako.', "a press briefing"),
        ("Oumar Keita wrote on Facebook that the war was over.", "Facebook"),
        ("In an interview with Al Jazeera, Oumar Keita said the war was over.", "an interview with Al Jazeera"),
        ("Speaking on state television, Oumar Keita said the war was over.", "state television"),
        ("Oumar Keita said the war was over.", None),
        ("Oumar Keita said the deal was signed at a meeting in Algiers.", None),
        ("Oumar Keita called on the Security Council to act.", None),
    ],
)
def test_medium(told, text, medium):
    assert [s.medium for s in told(text).facts.statements] == [medium]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        # One occasion, told on: the same speaker, a narrative tense, nobody else in between.
        ("Oumar Keita on Monday accused Niger of lying. He also said the deal was dead.", ["2021-03-08", "2021-03-08"]),
        ("Oumar Keita on Monday accused Niger of lying. He has since said the deal was dead.", ["2021-03-08", None]),
        ("Oumar Keita on Monday accused Niger of lying. Amina Yusuf said the deal was dead.", ["2021-03-08", None]),
        ("Oumar Keita opened the congress on Monday. He said the deal was dead.", ["2021-03-08"]),
        ("Mali took the town on 2 March 2021. Three days later, Niger said its troops had left.", ["2021-03-05"]),
        ("Mali took the town on 2 March 2021. The next day Niger said its troops had left.", ["2021-03-03"]),
        ("The port is open, according to a statement published on Saturday.", ["2021-03-06"]),
        ("The rebels took Goma on 3 March 2021. Two days earlier, Rwanda said it had no troops there.", ["2021-03-01"]),
        ("Oumar Keita won the election on 21 April 2019. He said the strikes had killed ten people.", [None]),
        ("Prices rose after 24 February 2021. Since that day, Mali has accused Niger of smuggling.", [None]),
        # What is over on the day of the report was said on that day: not before it, and not after the report.
        ("Mali said it had signed the deal on Wednesday.", ["2021-03-10"]),
        ("Mali said it would sign the deal on Wednesday.", [None]),
        ("Mali said it had signed the deal on Tuesday.", [None]),
    ],
)
def test_dates_of_statements(told, text, dates):
    assert [s.date for s in told(text, published="2021-03-10").facts.statements] == dates


@tables(
    [
        ("The president did not say when troops would leave.", []),
        ("The minister will announce the plan on Friday.", []),
        ("Kenya refused to comment on the report.", []),
        ("Somalia has never said that it would leave the bloc.", []),
        ("If Moscow says it will withdraw, Kyiv may listen.", []),
        ("Nepal was expected to announce a truce.", []),
        ("Envoys held talks in Muscat about the prisoners.", []),
        ("The clocks in Sanaa say it is noon.", []),
        ("The two leaders spoke by telephone.", []),
        ("Nobody in Kinshasa said a word.", []),
        ("The road was ordered by the Romans to be built of stone.", []),
        ("The army claimed the hill after three days of fighting.", []),
        ("The earthquake claimed 300 lives in Herat.", []),
        ("Heavy rain threatened the camp at Cox's Bazar.", []),
        ("Officials in Khartoum declined to comment.", []),
        ("Asked about the convoy, General Issa Cisse shook his head.", []),
        ("He thinks that Kyiv will win.", []),
        # Deeds and measures that only look like words.
        ("The bodies were found by investigators near Izium.", []),
        ("The weapons were ordered by the Sudanese army from China.", []),
        ("The bridge is threatened by the rebels.", []),
        ("In view of the attack, Peru closed its border with Ecuador.", []),
        ("In the eyes of the law, Rohingya are foreigners.", []),
        ("Water in Iraq is rationed according to the season.", []),
        ("Russia blasted Odesa for five hours.", []),
        ("The police questioned Nicolas Sarkozy on Tuesday.", []),
        ("Israel released a number of Palestinian prisoners on Sunday.", []),
        ("Toyota found that its sales in China had fallen.", []),
        ("The bombing condemned thousands of families in Aleppo to homelessness.", []),
        ('"We will fight on until the end." - Reuters', []),
        ("KABUL: The army moved north.\nISLAMABAD: The border was closed.\nKABUL: The road is open again.", []),
        ("President Petro Hrytsenko was believed to be in Lviv.", []),
    ]
)
def test_nothing_is_put_into_anyones_mouth(told, text, statements):
    assert told(text).statements == statements


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Niger announced that it would leave the bloc.", "announce"),
        ("Niger noted that the bloc had changed.", "claim"),
        ("Niger denied that it had jailed the reporters.", "deny"),
        ("Niger alleged that Benin had trained the gunmen.", "claim"),
        ("Niger denounced the sanctions.", "condemn"),
        ("Niger demanded an apology.", "urge"),
        ("Niger threatened to close its airspace.", "warn"),
        ("Niger vowed to fight on.", "promise"),
        ("Niger praised the deal.", "praise"),
        ("Niger voiced alarm at the flow of arms.", "concern"),
        ('"We condemn this coup," Niger said.', "condemn"),
    ],
)
def test_act(told, text, act):
    assert [s.act for s in told(text).facts.statements] == [act]


@pytest.mark.parametrize(
    ("text", "targets", "addressees"),
    [
        ("Kyiv accused Moscow of deporting children.", ["Russia"], []),
        ("The African Union urged Ethiopia and Eritrea to withdraw.", ["Eritrea", "Ethiopia"], []),
        ("Pakistan warned India against further strikes.", ["India"], []),
        ("Chad thanked France for its support.", ["France"], []),
        ("Kenyan President Joseph Otieno told the United Nations that the drought was easing.", [], ["United Nations"]),
        ("Rwanda was accused by DR Congo of arming rebels.", ["Rwanda"], []),
        ("Sudan's army said it had shelled Omdurman.", [], []),
        # Whose deed it is, where the verb does not say; never who suffered it.
        ("Greece condemned Turkey's fighting talk.", ["Turkey"], []),
        ("Greece condemned a Turkish attack on the ship.", ["Turkey"], []),
        ('"We condemn Turkey\'s attack," Greece said.', ["Turkey"], []),
        ("Greece demanded a Turkish withdrawal.", ["Turkey"], []),
        ("Greece condemned Darya Dugina's murder.", [], []),
        ("Greece demanded Julian Assange's release.", [], []),
    ],
)
def test_targets_and_addressees(told, text, targets, addressees):
    [s] = told(text).facts.statements
    assert (told(text).names(s.targets), told(text).names(s.addressees)) == (targets, addressees)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Mali said on Monday that the convoy had arrived.", "2022-06-13"),
        ("On 3 June, Mali said that the convoy had arrived.", "2022-06-03"),
        ("Mali said that the convoy had arrived on Monday.", None),
        ('"The convoy arrived on Monday," Malian army spokesman Issa Cisse said on Tuesday.', "2022-06-14"),
        ("Mali said the convoy had arrived.", None),
    ],
)
def test_when_it_was_said_is_not_when_it_happened(told, text, date):
    assert [s.date for s in told(text).facts.statements] == [date]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        (
            "Ukraine said its forces had retaken Kupiansk. Russia denied that Ukrainian forces had retaken Kupiansk.",
            [(1, 0)],
        ),
        (
            "Rwanda was accused by DR Congo of arming M23 rebels. Rwanda denied arming the rebels.",
            [(1, 0)],
        ),
        ("Egypt said the Nile was low. Kenya denied that it had arrested two judges.", []),
        ("Sudan said its army had taken the town of Abyei. South Sudan denied the claim.", [(1, 0)]),
        ("Sudan accused Chad of shelling Tine. Chad's army denied the accusations.", [(1, 0)]),
        # Another place, another object, the future: another matter.
        ("Armenia accused Azerbaijan of attacking Goris. Azerbaijan said it had not attacked Kapan.", []),
        ("Ethiopia accused Eritrea of attacking a village. Eritrea said it will not attack civilians.", []),
        ("Moscow said Ukraine had destroyed a fuel depot. Ukraine denied destroying a school.", []),
        ("Ethiopia accused Eritrea of attacking villages. Eritrea said it had not attacked anybody.", [(1, 0)]),
        # The head of a text denies what stands below; an unnamed claim is one of somebody.
        ("Chad denied the claim. Sudan said its army had taken the town of Abyei.", [(0, 1)]),
        ("Mali denied claims on social media that its general had been killed.", [(0, 1)]),
        ("Mali has denied claims made last week on social media that Colonel Issa Cisse had been killed.", [(0, 1)]),
        # Two organs of one state are not two sides.
        (
            "Chad's defence ministry said drones were detected over Abeche. "
            "Chad's foreign ministry said the drones were not detected over Abeche by its army.",
            [],
        ),
    ],
)
def test_a_denial_disputes_what_it_denies_and_nothing_else(told, text, pairs):
    assert disputed(told(text)) == pairs


def disputed(told):
    """(who disputes, who is disputed), as numbers of statements in reading order."""
    return [(n, d) for n, s in enumerate(told.facts.statements) for d in s.disputes]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("Chad accused Sudan of shelling Tine. Sudan rejected the ultimatum.", []),
        ("Mali said its army had taken Kidal. Niger turned down the offer.", []),
        ("Chad accused Sudan of shelling Tine. Sudan rejected the peace plan.", []),
        ("Chad urged Sudan to leave Tine. Chad accused Sudan of shelling the town. Sudan rejected the demand.", [(2, 0)]),
        ("Chad urged Niger to leave Tine. Sudan rejected the demand.", []),
        ("Chad urged Sudan to leave Tine. Sudan denied the accusation.", []),
        ("Chad called for early elections in Mali. Mali rejected early elections.", [(1, 0)]),
        ("Chad urged Niger to hold early elections. Mali rejected early elections.", []),
        # A claim can be turned down as well.
        ("Chad accused Sudan of shelling Tine. Sudan rejected the accusation.", [(1, 0)]),
        ("Chad warned that the dam would burst. Sudan dismissed the warning.", [(1, 0)]),
    ],
)
def test_what_is_turned_down_is_no_claim(told, text, pairs):
    assert disputed(told(text)) == pairs


@pytest.mark.parametrize(
    "text",
    [
        "Chadian presidential aide Issa Cisse accused Sudan of shelling Tine. Chad's defence ministry denied shelling the town of Tine.",
        "Mali said its army had taken Kidal. Mali's defence ministry denied the claim.",
        "Oumar Keita, the spokesman of Mali's defence ministry, said the army had taken Kidal. Mali denied the claim.",
        "Mali's defence ministry said the army had captured Kidal. Malian President Oumar Keita denied that the army had captured Kidal.",
    ],
)
def test_no_side_disputes_itself(told, text):
    assert len(told(text).statements) == 2 and disputed(told(text)) == []


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        # The nearest claim of another side, before an accusation farther off.
        ("Chad accused Sudan of breaking the truce. Chad said Sudanese troops had taken Tine. Sudan denied the claim.", [(2, 1)]),
        ("Chad accused Sudan of breaking the truce. Sudan said its army had taken Tine. Chad denied the claim.", [(2, 1)]),
        # An accusation is one of the denier.
        ("Chad accused Sudan of shelling Tine. France said the talks would go on. Sudan denied the accusation.", [(2, 0)]),
        ("Chad accused Sudan of targeting civilians. Sudan denied firing at civilian targets in the town.", [(1, 0)]),
        ("Chad accused Sudan of shelling the town of Tine. Sudan denied building a base in the town of Tine.", []),
        # Who tells of a denial, or of what is denied, has neither denied nor claimed it.
        ("Reuters reported that Sudan denied shelling Tine.", []),
        ("Chad said Sudan had captured Tine. Reuters reported that Sudan denied that it had captured Tine.", [(2, 0)]),
    ],
)
def test_a_denial_answers_who_said_it(told, text, pairs):
    assert disputed(told(text)) == pairs


@tables(
    [
        (
            "Mali said that Niger had turned down every offer to free the hostages.",
            ["Mali | claim | Niger had turned down every offer to free the hostages"],
        ),
        ("Mali said that Niger had rejected the demand.", ["Mali | claim | Niger had rejected the demand"]),
        ("Niger had rejected every offer, Mali said.", ["Mali | claim | Niger had rejected every offer"]),
        ("According to Mali, Niger rejected every offer.", ["Mali | claim | Niger rejected every offer"]),
        ('"Niger has rejected every offer," Mali said.', ["Mali | claim | Niger has rejected every offer"]),
        # What was said within what was said.
        (
            "Reuters reported that Niger denied that it had closed the border.",
            ["Reuters | claim | Niger denied that it had closed the border", "Niger | deny | it had closed the border"],
        ),
        (
            "Reuters reported that Niger denied closing the border.",
            ["Reuters | claim | Niger denied closing the border", "Niger | deny | closing the border"],
        ),
        (
            "Reuters reported that Niger denied claims that its army had fled.",
            [
                "Reuters | claim | Niger denied claims that its army had fled",
                "Niger | deny | claims that its army had fled",
                "(claims) | claim | its army had fled",
            ],
        ),
        # The speaker's own word, the spokesman's, and the narrator's.
        (
            '"The RSF rejects these claims," said Ali Osman, a spokesman for the RSF.',
            ["Rapid Support Forces | deny | these claims", "Ali Osman | claim | The RSF rejects these claims"],
        ),
        ("Mali said that it rejected the charge.", ["Mali | claim | it rejected the charge", "Mali | deny | the charge"]),
        (
            "Mali accused Chad of sending arms to rebels - charges Chad denies.",
            ["Mali | accuse | sending arms to rebels", "Chad | deny | charges"],
        ),
    ]
)
def test_a_refusal_that_another_tells_of_is_a_deed(told, text, statements):
    assert told(text).statements == statements


@tables(
    [
        ("Mali denied that Niger had offered talks.", ["Mali | deny | Niger had offered talks"]),
        ("Mali denied rejecting the deal.", ["Mali | deny | rejecting the deal"]),
        (
            "Mali denied threatening the envoy and accusing Niger of theft.",
            ["Mali | deny | threatening the envoy and accusing Niger of theft"],
        ),
        ("Mali denied the charge and said that Niger had lied.", ["Mali | deny | the charge", "Mali | claim | Niger had lied"]),
        (
            "Mali denied that its army had fled and accused Niger of theft.",
            ["Mali | deny | its army had fled", "Mali | accuse | theft"],
        ),
    ]
)
def test_what_is_denied_to_have_been_said_was_not_said(told, text, statements):
    assert told(text).statements == statements


@pytest.mark.parametrize(
    "text",
    [
        "A truce declared by the rebels on 1 May lasted four months.",
        "Declared!",
        "Said. Told. Accused of.",
        "“ ” ‘ ’ « »",
        "...",
        "# Says",
        "# : -",
        "By of to from with.",
    ],
)
def test_odd_texts_tell_nothing_and_stop_nothing(told, text):
    assert told(text).statements == []


def test_extraction_comes_to_an_end(told):
    def stop(*_):
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(3)
    try:
        assert told(
            "The Houthi said that it had fired two missiles Marib. "
            "UN: 'Catastrophe' looms in Tigray The Iranian-backed Houthis fired at a ship."
        )
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def test_each_side_is_both_of_them(told):
    text = "Chad and Sudan signed a truce. Each side said the other had broken it."
    assert told(text).statements == ["Chad | claim | the other had broken it", "Sudan | claim | the other had broken it"]


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("Reuters met Iran. The armed group M23 said it was ready.", ["M23 | claim | it was ready"]),
        (
            "Reuters met Iran. According to the rebel group al-Shabaab, the road was cut.",
            ["Al-Shabaab | claim | the road was cut"],
        ),
        (
            '"Violence is never the answer," State Department spokesman Matthew Dawes told reporters in Vienna.',
            ["Matthew Dawes | claim | Violence is never the answer"],
        ),
        (
            "Kenyan President William Ruto left. Egypt's foreign minister Sameh Nasr, speaking after a meeting with his Saudi counterpart "
            'Prince Faisal bin Nayef, said: "There is no way out of it."',
            ["Sameh Nasr | claim | There is no way out of it"],
        ),
        (
            'Mali said that it had shot down a drone; Niger called the claim "pure fantasy".',
            ["Mali | claim | it had shot down a drone", 'Niger | claim | the claim "pure fantasy"'],
        ),
    ],
)
def test_nobody_says_what_another_said(told, text, statements):
    assert told(text).statements == statements


def test_both_sides_are_not_those_who_mediate_between_them(told):
    text = (
        "Chad and Sudan signed a ceasefire on Monday after talks mediated by Turkey and the African Union. "
        "The United Nations called on both sides to respect it."
    )
    [s] = told(text).facts.statements
    assert told(text).names(s.targets) == ["Chad", "Sudan"]


def test_a_transcript_may_have_a_space_before_its_colons(told):
    text = (
        "Matthew Dawes : Do you see the talks as equivalent to those of May?\n\n"
        "Idriss Walad : We see them as something new and better.\n\n"
        "Matthew Dawes : And when will they be held in the capital?"
    )
    assert told(text).statements == [
        "Matthew Dawes | claim | Do you see the talks as equivalent to those of May?",
        "Idriss Walad | claim | We see them as something new and better.",
        "Matthew Dawes | claim | And when will they be held in the capital?",
    ]
