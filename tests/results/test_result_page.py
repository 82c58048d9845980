"""What the result page shows, and in which order."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils.html import escape

from habits.engine.assess import OPEN_TIPS
from habits.engine.assess import assess as whole
from habits.engine.content import Content
from habits.engine.loaded import get_content as content_now
from habits.engine.schema import GRADES
from habits.results import opening
from habits.site.cards import MOST_ROWS
from habits.store import failures, saved_results
from tests.kinds import KINDS, WELL
from tests.people import (
    DETAILS,
    ECZEMA,
    FORM,
    Answers,
    at,
    give,
    give_more,
    make,
    show_tips,
    visit,
)

pytestmark = pytest.mark.django_db


def result(answers: dict[str, list[str]]) -> str:
    return make(Client(), answers).content.decode()


@pytest.fixture
def html(db) -> str:
    return result(ECZEMA | {"skin_signs": ["eye_pain", "scarring"]})


def places(html: str, *needles: str) -> list[int]:
    found = [html.find(needle) for needle in needles]
    assert -1 not in found, [n for n, at in zip(needles, found, strict=True) if at == -1]
    return found


def test_the_blocks_come_in_the_agreed_order(html) -> None:
    order = places(
        html, "<h1>", "Made and saved on", 'id="saved-link"', 'id="keep"', 'id="act"',
        'id="not-medical-advice"', 'id="see-someone"', 'id="flag-eye"', 'id="flag-acne-severe"',
        'class="local"', 'id="tips"', 'id="tip-', 'id="more-tips"', 'id="claims"', 'id="foods"',
        'id="looks"', 'id="questions"', 'id="more"', 'id="sources"',
    )  # fmt: skip
    assert order == sorted(order)


def test_the_prompt_names_a_clinician_and_says_who_that_is(html) -> None:
    assert "See a clinician: a doctor, nurse or pharmacist" in html


def card(html: str) -> str:
    """The one card that says whom to see and why."""
    assert html.count('id="see-someone"') == 1
    return html.split('<section id="see-someone"')[1].split('<section aria-labelledby="tips"')[0]


def rows(html: str) -> dict[str, tuple[str, bool]]:
    """The reasons in the card: how urgent each is, and if it is for the person only perhaps."""
    found = re.findall(
        r'<section id="flag-([\w-]+)"[^>]* data-urgency="([\w-]+)"( data-conditional)?', html
    )
    return {name: (urgency, bool(conditional)) for name, urgency, conditional in found}


def test_the_prompt_is_graded_to_the_answers() -> None:
    for answers, urgency in (
        ({"skin_signs": ["eye_pain"]}, {"urgent"}),
        ({"skin_signs": ["eye_pain", "scarring"]}, {"urgent", "non-urgent"}),
        ({"skin_signs": ["scarring"]}, {"non-urgent"}),
        ({}, set()),
    ):
        html = card(result(ECZEMA | answers))
        assert {told for told, _ in rows(html).values()} == urgency
        assert ("care--urgent" in result(ECZEMA | answers)) == ("urgent" in urgency)
        assert ("None of the signs that we asked about" in html) == (not urgency)


def test_every_reason_is_a_row_of_one_card_the_worst_first(html) -> None:
    assert rows(html) == {"eye": ("urgent", False), "acne-severe": ("non-urgent", False)}
    # And nowhere else on the page.
    assert html.count("data-urgency=") == 2
    row = card(html).split('id="flag-eye"')[1].split("</section>")[0]
    assert "You said you have a painful eye" in row
    assert row.index("You said") < row.index("<details>")


def test_a_reason_of_which_one_half_is_known_says_for_whom_it_is() -> None:
    html = result({key: value for key, value in ECZEMA.items() if key != "safety"})
    found = rows(html)
    assert found["pregnancy-itch"] == ("urgent", True)
    row = card(html).split('id="flag-pregnancy-itch"')[1].split("</section>")[0]
    assert "You said your worst itch was 4 out of 10" in row
    assert "If you are pregnant and your skin itches" in row
    # Nor is it the name of the reason.
    assert "Itching while you are pregnant" not in html
    # What the person did not say is never put into their mouth, and makes nothing urgent.
    assert "You said you are pregnant" not in html
    assert "act on today" not in card(html)


# Silence is never reassurance.

SIGNS = {"skin-signs": "skin_signs", "gut-signs": "gut_signs"}
GOOD_NEWS = re.compile(r"none of the signs|nothing you told us|no signs|on our list", re.I)


def without(*questions: str) -> dict[str, list[str]]:
    return {key: value for key, value in ECZEMA.items() if key not in questions}


@pytest.mark.parametrize("skipped", [["skin-signs"], ["gut-signs"], ["skin-signs", "gut-signs"]])
def test_a_skipped_page_of_signs_is_said_and_leads_back(client, skipped) -> None:
    html = result(without(*(SIGNS[page] for page in skipped)))
    told = card(html).split('id="skipped"')[1].split("</div>")[0]
    assert "You skipped" in told
    assert "we cannot say if you need help" in told
    assert re.findall(r'name="page" value="([\w-]+)"', told) == skipped
    assert not GOOD_NEWS.search(card(html))
    code = re.search(r"/results/#(\w{32})", html)[1]
    for page in skipped:
        response = client.post(at(client, code, "result-change"), {"page": page, "confirm": "1"})
        assert response.headers["Location"] == f"/check/{page}/?change=1"
        assert client.get(response.headers["Location"]).status_code == 200


def test_a_skipped_page_is_said_beside_the_reasons_that_there_are() -> None:
    html = result(without("gut_signs") | {"skin_signs": ["eye_pain"]})
    assert rows(html)["eye"] == ("urgent", False)
    assert 'id="skipped"' in card(html)


def test_a_page_of_signs_that_was_answered_is_not_said_to_be_skipped() -> None:
    for html in (result(ECZEMA), result(ECZEMA | {"gut_signs": ["blood"]})):
        assert 'id="skipped"' not in html


def test_a_skipped_page_of_signs_is_said_on_a_page_that_could_not_be_saved(monkeypatch) -> None:
    from habits.store import saved_results

    def refuse(*_: object) -> None:
        raise failures.StorageUnavailable

    monkeypatch.setattr(saved_results, "save_result", refuse)
    html = result(without("skin_signs"))
    assert "This page is not saved" in html
    told = card(html).split('id="skipped"')[1].split("</div>")[0]
    assert 'href="/check/skin-signs/?change=1"' in told


def test_only_none_of_all_the_signs_is_told_as_none_and_only_of_those_we_asked_about() -> None:
    assert "None of the signs that we asked about" in card(result(ECZEMA))
    for answers in (without("gut_signs"), without("skin_signs"), ECZEMA | {"gut_signs": ["lump"]}):
        assert not GOOD_NEWS.search(card(result(answers)))


# Whom to call stands there whatever was answered.


@pytest.mark.slow
@pytest.mark.parametrize("region", [*FORM.by_question["region"].by_id, None])
def test_numbers_of_the_place_stand_on_the_result_on_paper_and_on_the_care_page(
    client, content, region
) -> None:
    place = content.region_by_id[region or "elsewhere"]
    answers = without("region") | ({"region": [region]} if region else {})
    numbers = [escape(place.urgent.says), escape(place.emergency.says)]
    for more in ({}, {"skin_signs": ["eye_pain"]}, {"skin_signs": ["scarring"]}):
        html = result(answers | more)
        assert_local(card(html), numbers)
        code = re.search(r"/results/#(\w{32})", html)[1]
        assert_local(visit(client, code, "result-print").content.decode(), numbers)
    give(client, answers | {"urgent_now": ["self_harm"]})
    # An emergency cannot wait for a visit today.
    html = without_calls(client.get("/check/care/").content.decode())
    assert numbers[1] in html.split('class="local"')[1].split("</p>")[0]
    assert "Help today" not in html


def without_calls(html: str) -> str:
    """Without the links that call a number."""
    return re.sub(r'<a href="tel:\d+">(.*?)</a>', r"\1", html)


def assert_local(html: str, numbers: list[str]) -> None:
    line = without_calls(html).split('<p class="local">')[1].split("</p>")[0]
    assert "Help today:" in line
    assert "Emergency:" in line
    assert [number for number in numbers if number not in line] == []


def tip_cards(html: str) -> dict[str, str]:
    """Each tip of the page, by its id."""
    return dict(re.findall(r'<article id="tip-([\w-]+)"(.*?)</article>', html, re.S))


def test_more_tips_than_unfold_lead_to_their_own_pages(html) -> None:
    others = [*tip_cards(html).items()][OPEN_TIPS:]
    assert len(others) > MOST_ROWS
    for name, tip in others:
        assert re.fullmatch(rf'><a href="/tips/{name}/"><h3>.+</h3></a>', tip)


def test_three_tips_stand_in_short_with_all_that_someone_needs_to_start() -> None:
    cards = tip_cards(result(KINDS["eczema on the hands, at night"]))
    for name, tip in [*cards.items()][:OPEN_TIPS]:
        assert_told(name, tip)
        short, _, folded = tip.partition("</p>\n<details>")
        assert "<strong>Start:</strong>" in short
        assert 'class="one"' in short
        for slot in (
            "Next steps",
            "What it may do",
            "What could go wrong",
            "If you do nothing",
            "Effect on daily life",
            "Other choices",
        ):
            assert slot in folded, slot
        # The first step stands above already.
        assert "<ol><li>" in folded


def test_a_row_holds_its_title_alone_until_it_is_unfolded(content) -> None:
    cards = tip_cards(result(someone_with_rows(content)))
    for name, tip in [*cards.items()][OPEN_TIPS:]:
        assert_told(name, tip)
        assert tip.index("<summary>") < tip.index("</summary>") < tip.index("Start:")


def assert_told(name: str, tip: str) -> None:
    """Why it is shown, and where all of it stands."""
    assert "You said" in tip or "We show this tip to all readers" in tip
    assert f'href="/tips/{name}/"' in tip


def someone_with_rows(content: Content) -> Answers:
    """Someone with more tips than stand open, and few enough that the others unfold."""
    tried = (
        WELL | {"skin_concerns": [concern], "habits": [habit]}
        for concern in sorted(FORM.role["concerns"].plain)
        for habit in sorted(FORM.by_question["habits"].plain)
    )
    return next(
        a for a in tried if OPEN_TIPS < len(whole(content, a).tips) <= OPEN_TIPS + MOST_ROWS
    )


def test_the_reason_is_what_the_person_said() -> None:
    html = result(ECZEMA | {"skin_concerns": ["psoriasis"], "habits": ["little_moisturiser"]})
    tip = html.split('id="tip-gentle-skincare"')[1].split("</article>")[0]
    assert "you have psoriasis" in tip
    assert "you moisturise on 4 days a week or fewer" in tip
    assert "you have eczema" not in tip
    assert "you wash with soap" not in tip


def test_how_sure_we_are_is_told_for_the_skin_concern_of_the_person() -> None:
    def told(concern: str) -> str:
        html = result(ECZEMA | {"skin_concerns": [concern], "habits": ["probiotic"]})
        return re.search(r'class="one">(.*?)</p>', tip_cards(html)["probiotic-supplement"], re.S)[1]

    assert told("acne_stubborn").startswith("For acne")
    assert "<strong>Limited.</strong>" in told("acne_stubborn")


def test_foods_offered_leave_out_what_is_eaten_and_what_could_harm() -> None:
    client = Client()
    give(client, ECZEMA | {"safety": ["coeliac"]})
    give_more(client, "food", DETAILS)
    html = show_tips(client).content.decode()
    offered = set(re.findall(r'data-food="(\w+)"', html))
    assert not offered & {"oats", "bananas", "wheat", "barley", "sourdough"}
    assert {"garlic", "yogurt"} <= offered


def test_someone_with_an_eating_disorder_sees_no_food_and_no_count() -> None:
    html = result(ECZEMA | {"safety": ["eating_disorder"]})
    assert "data-food=" not in html
    for tip in ("fibre-prebiotic", "plant-diversity", "fermented", "elimination-eczema"):
        assert f'id="tip-{tip}"' not in html
    assert 'id="flag-eating-disorder"' in html


def test_someone_on_antibiotics_is_first_of_all_told_to_keep_taking_them() -> None:
    html = result(ECZEMA | {"habits": ["antibiotics_now"]})
    first, tip = places(html, 'id="caution-antibiotics-course"', 'id="tip-')
    assert first < tip
    assert "do not stop because you feel better" in html


def test_someone_on_warfarin_and_antibiotics_is_first_of_all_told_to_tell_the_clinic() -> None:
    html = result(ECZEMA | {"safety": ["warfarin"], "habits": ["antibiotics_now"]})
    assert first_line(html).endswith("tell your warfarin clinic today.")


def test_the_page_begins_with_what_is_said_first_and_says_the_rest_of_it_once() -> None:
    html = result(
        ECZEMA | {"itch": ["0"], "safety": ["pregnant_now"], "habits": ["antibiotics_now"]}
    )
    assert "call your midwife or doctor today, before the next dose" in first_line(html)
    # The others that are said first stand below it; what the line leaves out is one press away.
    below = html.split('id="first"')[1].split("</section>")[0]
    assert "do not stop because you feel better" in below
    assert "midwife" not in below
    assert html.count('id="caution-antibiotics-pregnancy"') == 1
    folded = html.split('class="cautions"')[2].split("</ul>")[0]
    [count] = re.findall(r"Take care: (\d+) notes", html)
    assert folded.count("<li") == int(count)
    # Something urgent comes before it.
    eye = result(ECZEMA | {"habits": ["antibiotics_now"], "skin_signs": ["eye_pain"]})
    assert "do not stop" not in first_line(eye)


@pytest.mark.parametrize(
    ("treatment", "begins"), [("none", "cetirizine"), ("helping", ""), ("finished", "")]
)
def test_the_page_begins_with_the_first_help_for_the_skin_whatever_part_of_life_was_chosen(
    treatment, begins
) -> None:
    someone = ECZEMA | {
        "skin_concerns": ["hives"],
        "itch": ["0"],
        "poo_form": ["soft"],
        "skin_treatment": [treatment],
        "try_first": ["food"],
    }
    line = first_line(result(someone))
    assert ("cetirizine" in line) is bool(begins), line


def test_someone_who_depends_on_alcohol_is_warned_before_any_tip_or_food() -> None:
    html = result(
        ECZEMA
        | {"safety": ["alcohol_dependence"], "habits": ["alcohol"], "skin_signs": ["eye_pain"]}
    )
    order = places(html, 'id="flag-eye"', 'id="caution-alcohol-dependence"', 'id="tip-')
    assert order == sorted(order)
    assert 'id="tip-alcohol"' not in html


def test_silence_on_health_is_told_and_never_put_into_someones_mouth() -> None:
    html = result({key: value for key, value in ECZEMA.items() if key != "safety"})
    assert "You did not tell us about your health" in html
    assert "You said you are pregnant" not in html
    assert "data-food=" not in html


def test_no_unverified_reference_becomes_a_link(content) -> None:
    unverified = {r.title for r in content.sources.references if r.seen != "seen"}
    assert unverified
    html = result(ECZEMA)
    for title in unverified:
        assert title not in html


def test_only_the_journey_has_continue_buttons(html) -> None:
    assert 'name="continue"' not in html
    assert 'name="skip"' not in html


def test_someone_with_an_eating_disorder_gets_no_list_of_foods_to_leave_out() -> None:
    answers = {"safety": ["eating_disorder"], "bloating_days": ["7"]}
    html = result(ECZEMA | answers)
    assert 'id="caution-ibs-fodmap"' not in html
    assert "FODMAP" not in html
    assert "kombucha" not in html
    # Someone who has IBS as well asked for it.
    assert 'id="caution-ibs-fodmap"' in result(ECZEMA | {"safety": ["eating_disorder", "ibs"]})


def test_silence_brings_cautions_after_the_word_that_explains_them() -> None:
    html = result(without("safety"))
    silence, told = places(html, 'id="silence"', "Take care, if this is you")
    assert silence < told
    assert not GOOD_NEWS.search(card(html))


# What is most urgent is said first, and nothing competes with it.

URGENT = {"skin_signs": ["eye_pain", "scarring"]}


def first_line(html: str) -> str:
    return re.search(r'<p id="act" class="act">(.*?)</p>', html, re.S)[1]


def test_with_something_urgent_the_first_line_is_that_act_alone_and_tips_fold_below_it() -> None:
    html = result(ECZEMA | URGENT)
    flag = card(html).split('id="flag-eye"')[1].split("</section>")[0]
    act, _, rest = first_line(html).partition(" Everything else can wait.")
    assert act
    assert rest == ""
    assert "Everything else can wait." in first_line(html)
    # What the row says to do is the very same.
    assert act in flag or act.startswith("Get help today.")
    later = html.split('<details class="later">')[1]
    assert "Tips for later" in later.split("</summary>")[0]
    assert all(name in later for name in tip_cards(html))
    assert not tip_cards(html.split('<details class="later">')[0])
    assert "to start with" not in html


def test_without_something_urgent_nothing_is_said_to_wait(content) -> None:
    for answers in ({}, {"skin_signs": ["scarring"]}):
        html = result(ECZEMA | answers)
        assert "can wait" not in html
        assert 'class="later"' not in html
    assert first_line(result(ECZEMA)) == escape(first_tip(content))


def first_tip(content) -> str:
    name = next(iter(tip_cards(result(ECZEMA)))).replace("-", "_")
    return next(tip.first for tip in content.tips if tip.id == name)


def test_a_skipped_page_of_signs_is_what_comes_first_unless_something_is_urgent() -> None:
    assert first_line(result(without("gut_signs"))) == (
        "First answer the warning signs that you skipped."
    )
    assert "skipped" not in first_line(result(without("gut_signs") | URGENT))


def test_an_urgent_row_gives_no_second_time_for_the_same_sign(content) -> None:
    wait = re.compile(r"\bin the next \d+ (?:days|weeks)\b|\bbook\b|\bwhen you can\b", re.I)
    for flag in content.red_flags:
        if flag.urgency == "urgent":
            assert not wait.search(f"{flag.call} {flag.do}"), flag.id
    for html in (result(ECZEMA | URGENT), result(ECZEMA | {"gut_signs": ["black_poo"]})):
        for name, (urgency, _) in rows(html).items():
            row = card(html).split(f'id="flag-{name}"')[1].split("</section>")[0]
            assert urgency != "urgent" or not wait.search(row), name


# A grade grades the sentence beside it.


def everyone() -> list[str]:
    return [result(answers) for answers in (*KINDS.values(), ECZEMA | URGENT, without("safety"))]


def test_no_verdict_on_a_claim_stands_beside_something_to_do() -> None:
    for html in everyone():
        for name, tip in tip_cards(html).items():
            # Neither above what to do nor in the fold of it.
            assert "contradicted" not in tip.lower(), name
            title = re.search(r"<h3.*?</h3>(.*?)(?=</summary>|</a>|<p)", tip, re.S)[1]
            assert not [grade for grade in GRADES if grade in title.lower()], name


def test_a_verdict_stands_beside_a_quoted_claim_alone() -> None:
    seen = 0
    for html in everyone():
        for claim in re.findall(r'<article id="claim-.*?</article>', html, re.S):
            seen += 1
            # The last of many are named alone, and lead to the page of claims.
            shown = r"<(?:summary|a [^>]*)>(.*?)</(?:summary|a)>(.*)"
            summary, folded = re.search(shown, claim, re.S).groups()
            verdict = re.search(r'data-verdict="(\w+)"', claim)[1]
            assert re.search(r"<q>.+</q>", summary)
            assert f'<span class="grade">{verdict.capitalize()}</span>' in summary
            if "<a " in claim.split("<h3>")[0]:
                assert "Instead:" not in claim
                continue
            instead = folded.split("<strong>Instead:</strong>")[1].split("</p>")[0].lower()
            assert verdict not in instead
        assert html.count("data-verdict=") == html.count('<article id="claim-')
    assert seen


def test_everything_shown_carries_its_agreed_id(content) -> None:
    known = {
        "tip": {tip.slug for tip in content.tips},
        "claim": {claim.slug for claim in content.claims},
        "flag": {flag.dom_id.removeprefix("flag-") for flag in content.red_flags},
        "caution": {caution.dom_id.removeprefix("caution-") for caution in content.cautions},
    }
    found = {kind: set() for kind in known}
    foods = set()
    for html in (*everyone(), result(ECZEMA | {"safety": ["warfarin"]})):
        for kind in known:
            ids = re.findall(rf'<(?:article|section|li) id="{kind}-([\w-]+)"', html)
            assert len(ids) == len(set(ids)), kind
            found[kind] |= set(ids)
        assert html.count("<article") == len(re.findall(r'<article id="(?:tip|claim)-', html))
        assert html.count('class="reason"') == html.count("data-urgency=")
        foods |= set(re.findall(r'data-food="([\w-]+)"', html))
    for kind, ids in found.items():
        assert ids, kind
        assert ids <= known[kind]
    assert foods
    assert foods <= {food.id for food in content.foods}


# Words that fit the person.


@pytest.mark.parametrize(
    ("impact", "offered"),
    [("not_at_all", False), ("a_little", False), ("a_lot", False), ("very_much", True)],
)
def test_the_crisis_line_is_for_who_is_hit_very_hard(content, impact, offered) -> None:
    assert impact in FORM.by_question["skin_impact"].by_id
    # Another row stands there as well, and never brings the line.
    more = {"skin_impact": [impact], "safety": ["none"], "gut_signs": ["lump"]}
    html = result(ECZEMA | more)
    assert "lump" in rows(html)
    line = escape(content.region_by_id["uk"].crisis.says)
    assert (line in without_calls(card(html))) is offered


@pytest.mark.slow
def test_scars_are_never_spoken_of_to_someone_with_eczema_alone() -> None:
    for treatment in FORM.by_question["skin_treatment"].by_id:
        for impact in FORM.by_question["skin_impact"].by_id:
            html = result(ECZEMA | {"skin_treatment": [treatment], "skin_impact": [impact]})
            assert not re.search(r"\bscar", card(html)), (treatment, impact)


def test_one_of_a_kind_is_told_as_one() -> None:
    html = result(KINDS["a gut that worries, and no skin problem"])
    assert "1 tips" not in html
    for html in everyone():
        assert not re.search(r"(?<![\d,])1 (?:tips|more tips|pages|foods)\b", html)


def test_whom_no_tip_fits_gets_three_that_are_good_for_most_people(content) -> None:
    for_everyone = {tip.slug for tip in content.tips if tip.when == "everyone"}
    none = ("urgent_now", "skin_concerns", "skin_signs", "safety", "habits")
    answers = {"adult": ["yes"]} | {name: ["none"] for name in none}
    for signs in (["none"], ["black_poo"]):
        tips = tip_cards(result(answers | {"gut_signs": signs}))
        assert len(tips) == OPEN_TIPS
        assert tips.keys() - for_everyone
        for name in tips.keys() - for_everyone:
            tip = tips[name]
            assert "Good for most people" in tip
            assert "You said" not in tip


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (1, ["A tip to start with"]),
        (2, ["2 tips to start with"]),
        (4, ["3 tips to start with", "1 more tip that fits"]),
        (5, ["3 tips to start with", "2 more tips that fit"]),
        (12, ["3 tips to start with", "9 more tips that fit", "Show 6 more<"]),
    ],
)
def test_headings_count_what_is_below_them(monkeypatch, shown, said) -> None:
    def fewer(*args):
        found = whole(*args)
        some = [*found.tips, *result_of_every_habit()]
        found.tips = tuple({each.tip.id: each for each in some}.values())[:shown]
        return found

    def result_of_every_habit():
        habits = [*FORM.by_question["habits"].plain]
        return whole(content_now(), ECZEMA | {"habits": habits}).tips

    monkeypatch.setattr(opening, "assess", fewer)
    html = result(ECZEMA)
    for words in said:
        assert words in html, words
    assert len(tip_cards(html)) == shown
    assert ('id="more-tips"' in html) == (shown > 3)


# Small enough for a slow network, and whole on paper.

MOST = 35 * 1024
FIRST_ON_THE_WIRE = 16 * 1024


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_of_each_kind_of_person_is_at_most_35_kilobytes(kind) -> None:
    assert len(result(KINDS[kind]).encode()) <= MOST


@pytest.mark.parametrize("kind", KINDS)
def test_the_link_and_the_code_stand_in_the_first_16_kilobytes(kind) -> None:
    start = result(KINDS[kind]).encode()[:FIRST_ON_THE_WIRE].decode(errors="ignore")
    code = re.search(r'id="saved-link" href="/results/#(\w{32})"', start)[1]
    grouped = " ".join(code[i : i + 4] for i in range(0, 32, 4))
    assert f'<p class="code" translate="no">{grouped}</p>' in start
    assert 'id="act"' in start
    assert 'id="not-medical-advice"' in start


def test_no_link_of_the_page_changes_the_part_of_the_address_that_opens_it() -> None:
    for html in everyone():
        main = html.split("<main")[1].split("</main>")[0]
        assert not re.findall(r'href="#[^"]*"', main)


def test_what_is_folded_is_printed() -> None:
    css = (settings.BASE_DIR / "static/css/base.css").read_text()
    printed = css.split("@media print")[1]
    assert "::details-content" in printed
    script = Path(settings.BASE_DIR / "static/js/app.js").read_text()
    assert "beforeprint" in script


def test_a_caution_told_above_is_told_beside_a_tip_in_its_first_sentence(content) -> None:
    html = result(KINDS["psoriasis, and many medicines"])
    told = html.split('id="cautions"')[1].split("</section>")[0]
    below = html.split('id="tips"')[1]
    brief = [
        c
        for c in content.cautions
        if f'id="{c.dom_id}"' in told and c.rest and escape(c.who) in below
    ]
    assert brief
    for caution in brief:
        assert escape(caution.says) in told
        assert escape(caution.says) not in below
    reminders = [f"{escape(c.who)}:</strong> {escape(c.reminder)}</li>" for c in brief]
    assert any(reminder in below for reminder in reminders)
    assert "see above" not in html


def test_why_no_food_is_offered_is_said_as_it_is() -> None:
    for answers, why in (
        (without("safety"), "until you tell us about your health"),
        (without("gut_signs"), "until you answer the gut signs that you skipped"),
        (ECZEMA | {"gut_signs": ["blood"]}, "Until your gut signs are checked, we leave out"),
        (ECZEMA | {"safety": ["eating_disorder"]}, "or food worries you, we leave out foods"),
    ):
        assert why in result(answers).split('id="foods"')[1].split("</section>")[0]


def test_the_first_line_says_no_other_time_than_the_rows_below_it() -> None:
    one = result(ECZEMA | {"skin_signs": ["eye_pain", "fever_medicine"]})
    assert first_line(one).startswith("Get help today, for each of the 2 reasons below.")
    mole = result(ECZEMA | {"skin_signs": ["changing_mole", "scarring"]})
    assert first_line(mole).endswith("in the next days.")
    assert first_line(result(ECZEMA | {"skin_signs": ["scarring"]})).endswith(
        "in the next 2 weeks."
    )


def test_what_makes_a_reason_for_today_an_emergency_is_not_folded(content) -> None:
    flag = next(flag for flag in content.red_flags if flag.id == "eye")
    row = card(result(ECZEMA | URGENT)).split('id="flag-eye"')[1].split("<details>")[0]
    assert 'href="tel:999"' in row
    assert all(escape(sign) in row for sign in flag.worse_if)


# A tip that is a claim by now.


def test_a_tip_that_is_a_claim_by_now_is_not_said_to_be_taken_away(client) -> None:
    def opened(*tips: str) -> str:
        record = saved_results.Record(ECZEMA, date.today(), dict.fromkeys(tips, "00000000"))
        nonce = "".join(tips).encode()[:20].ljust(20)
        code = saved_results.save_result(settings.SERVER_KEYS, nonce, record, date.today())
        return visit(client, code).content.decode()

    html = opened("gut_skin_link")
    assert 'id="claim-gut-skin-link"' in html
    assert "taken away" not in html
    # A claim that this person is not shown is gone from their page all the same.
    html = opened("gut_skin_link", "hormones")
    assert 'id="claim-hormones"' not in html
    assert "1 tip was taken away" in html
