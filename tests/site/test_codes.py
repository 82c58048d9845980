"""A code is found in whatever people and programs put around it."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from datetime import date
from time import process_time
from typing import Any

import pytest
from django.conf import settings as project
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from habits.models import Sealed
from habits.site.codes import ALPHABET, LENGTH, LONGEST, MOST, codes_in, cut_off
from habits.store import saved_lists, saved_results, sealing
from habits.store.saved_lists import Item
from habits.store.saved_results import Record
from habits.store.sealing import grouped
from tests.people import ECZEMA

CODE = "aaaqeayeaudaocajbifqydiob4ibceqt"
SITE = "https://example.org/results/"


def wide(text: str) -> str:
    """As a Chinese or Japanese keyboard writes it."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def lines(text: str, length: int, end: str) -> str:
    return end.join(text[at : at + length] for at in range(0, len(text), length))


def numbered(code: str, form: str, numbers: Iterable[object] = range(1, 33), size: int = 4) -> str:
    return "".join(map(form.format, numbers, lines(code, size, " ").split()))


# As those keyboards have them, or as programs write what looks alike.
CYRILLIC = str.maketrans("aeopcyxisjdqTKMBHAEOPCX", "аеорсухіѕјԁԛТКМВНАЕОРСХ")
GREEK = str.maketrans("oviuABEZHIKMNOPTYX", "ονιυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ")
ARABIC = str.maketrans("234567", "٢٣٤٥٦٧")
# 2,000 letters of plain text, with a link in it that somebody counts.
MAIL = (
    "Hello, it was good to see you on 3 May at 10:30. Here is what we spoke of, as you asked me "
    "to, and the tracks at https://click.example.com/ls/click?upn=u001.QvR3T4f5mZ2Qk7YxPqLw6sN2 "
) * 10 + "\n"


def around(code: str) -> dict[str, str]:
    return {
        "the whole link": f"{SITE}#{code}",
        "the link with its # encoded": f"{SITE}%23{code}",
        "the link encoded twice": f"{SITE}%2523{code}%2520",
        "the link without its #": f"{SITE}{code}",
        "the link of a list": f"https://example.org/saved/#{code}",
        "a link that somebody counts": f"{SITE}?fbclid=IwAR0aZbYcXdWeVfUgThSiRjQkPlOm_n#{code}",
        "a quote": f"{code}”",
        "quotes of all kinds": f"«„“‘{code}’”»",
        "a Chinese full stop": f"{code}。",
        "an Arabic, a Hindi and a Greek mark": f"؟{code}।{code};",
        "dots": f"{code}…",
        "a dot": f"{code}.",
        "brackets": f"<{SITE}#{code}>",
        "marks of a chat": f"*{code}*_{code}_`{code}`",
        "a space, encoded": f"{code}%20",
        "the end of a line, encoded": f"{code}%0A",
        "a quote, encoded": f"%22{code}%22",
        "a wide space, encoded": f"{code}%C2%A0",
        "a curly quote, encoded": f"{code}%E2%80%9D",
        "a mark that was cut in half": f"{code}%E2%80",
        "an entity": f"&quot;{code}&nbsp;",
        "what a network adds": f"{code}?fbclid=IwAR2x",
        "what a letter adds": f"{code}&utm_source=news&utm_medium=mail",
        "text behind it": f"{code}\n\nSent from my phone",
        "text behind it, encoded": f"{code}%0A%0ASent%20from%20my%20phone",
        "text behind it without a break": f"{code}Sent from my phone",
        "text before it": f"Code: {grouped(code)}",
        "words of four letters around it": f"Your code {grouped(code)} sent from here",
        "a script without spaces": f"代码是{code}请保存",
        "full-width letters": wide(code),
        "full-width letters in groups": wide(grouped(code)).replace(" ", "\u3000"),
        "the link in full-width letters": wide(f"{SITE}#{code}"),
        "capitals": code.upper(),
        "Turkish capitals": code.upper().replace("I", "İ"),
        "look-alikes": code.replace("o", "0").replace("b", "8"),
        "groups": f"Code:\n{grouped(code)}\nKeep it!",
        "groups with dashes": f"Code: {grouped(code).replace(' ', '–')}, keep it",
        "groups with pluses": f"code={grouped(code).replace(' ', '+')}&open=1",
        "groups on lines": f"Code:\n{lines(code, 4, chr(10))}\nKeep it!",
        "groups quoted in a mail": f"> my code is\n> {lines(grouped(code), 20, chr(10) + '> ')}",
        "two halves": f"It is {lines(code, 16, ' ')}.",
        "letter by letter": f"It is: {' '.join(code)}.",
        "groups of no size": f"Code: {code[:3]} {code[3:12]}-{code[12:14]} {code[14:]} (mine)",
        "a line that was broken": f"{SITE}#{lines(code, 26, chr(10))}",
        "a line that a mail program broke": f"{SITE}#{lines(code, 21, '=' + chr(10))}",
        "places to break": lines(code, 7, "\u200b"),
        "soft hyphens": f"{SITE}#{lines(code, 10, chr(0xAD))} mine",
        "a mark of direction": f"\u2067{code}\u2069\ufeff",
        "a break without width": f"{code}\u200bSent from my phone",
        "numbered groups": numbered(code, "{}. {} "),
        "numbered groups on lines": numbered(code, "{}) {}\n"),
        "groups that are counted": numbered(code, "{}/8: {}\n"),
        "groups with a word before each": numbered(code, "Group {}: {}\n"),
        "groups with a word between": " then ".join(grouped(code).split()),
        "groups with circled numbers": numbered(code, "{}{}\n", "①②③④⑤⑥⑦⑧"),
        "numbered lines": numbered(code, "{}. {}\n", size=8).replace(code[4:8], f" {code[4:8]} "),
        "numbered letters": numbered(code, "{}. {}\n", size=1),
        "Cyrillic letters": code.translate(CYRILLIC),
        "Cyrillic capitals": code.upper().translate(CYRILLIC),
        "Cyrillic capitals, made small": code.upper().translate(CYRILLIC).lower(),
        "Greek letters in groups": grouped(code).translate(GREEK),
        "Greek capitals in a link": f"{SITE}#{code.upper().translate(GREEK)}",
        "Arabic digits": code.translate(ARABIC),
        "an escape of JSON": f"{SITE}\\u0023{code}",
        "escapes of a JSON text": f'"https:\\/\\/example.org\\/results\\/\\u0023{code}\\n"',
        "the end of a line, escaped": f"Code:\\n{code}\\r\\nSent",
        "an escape of JavaScript": f"{SITE}\\x23{code}",
        "a new escape of JavaScript": f"{SITE}\\u{{23}}{code}",
        "an old escape of JavaScript": f"{SITE}%u0023{code}",
        "a long mail before it": f"{MAIL * 20}\n{code}",
        "a long mail around it": f"{MAIL * 10}\n{grouped(code)}\n{MAIL * 10}",
        "itself": code * 2,
        "itself, twice more": code * 3,
        "a word before it, fused": f"mycodeis{code}",
        "a word behind it, fused": f"{code}sentfrommyphone",
        "words around it, fused": f"mycodeis{code}sentfrommyphone",
        "a letter too much": f"{code}a",
        "a part of itself": f"{SITE}#{code}{code[:3]}",
        "a word fused to its first group": f"Keep this code{grouped(code)}",
        "a word fused to its last group": f"{grouped(code)}sent from my phone",
        "a word and groups of no size": f"code {code[:3]} {code[3:19]}-{code[19:21]} {code[21:]}",
    }


AROUND = around(CODE)


@pytest.mark.parametrize("name", AROUND)
def test_a_code_is_found_in(name) -> None:
    assert CODE in codes_in(AROUND[name])
    assert not cut_off(AROUND[name])


letters = st.text(alphabet="".join(sorted(ALPHABET)), min_size=LENGTH, max_size=LENGTH)
SPELLINGS = (
    str,
    str.upper,
    str.title,
    grouped,
    wide,
    lambda code: wide(grouped(code).upper()),
    lambda code: grouped(code).replace(" ", "-"),
    lambda code: grouped(code).replace(" ", " – "),
    lambda code: grouped(code).replace(" ", "%20"),
    lambda code: lines(code, 8, "\r\n"),
    lambda code: lines(code, 19, "\n"),
    lambda code: code.replace("o", "0").replace("l", "1").replace("b", "8"),
)
# Any text, of any script; then something that ends it and begins the code.
texts = st.one_of(st.text(max_size=60), st.from_regex(r"[a-zA-Z ]{0,60}", fullmatch=True))
before = st.tuples(texts, st.sampled_from([" #", "%23 ", "?code= ", "“", ": ", "：「", "\n> ("]))
after = st.tuples(
    st.sampled_from(["” ", "。", "%0A", "?fbclid=", "&utm=", ")", "%E2%80%9D", "</a>", ".\n"]),
    texts,
)


@pytest.mark.slow
@settings(max_examples=1000)
@given(letters, st.sampled_from(SPELLINGS), before, after)
def test_any_code_is_found_in_any_surroundings(code, spelling, first, last) -> None:
    # Something that is encoded once more, and so hides what is behind it.
    assume("%" not in first[0] + last[1] and "&" not in first[0] + last[1])
    assert code in codes_in("".join((*first, spelling(code), *last)))


# Words of which no two or more make up a code: neighbours differ in length, none is half as long.
words = st.lists(
    st.tuples(
        st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=9, max_size=9),
        st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=6, max_size=6),
    ).map(" ".join),
    max_size=20,
).map(" ".join)
runs = st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789", max_size=LENGTH - 1)


@pytest.mark.slow
@settings(max_examples=500)
@given(st.one_of(words, words.map("#{}.".format), runs))
def test_a_text_without_a_code_is_never_taken_for_one(text) -> None:
    assert codes_in(text) == []


@settings(max_examples=500)
@given(st.text(max_size=300))
def test_whatever_is_found_in_any_text_is_a_code(text) -> None:
    for code in codes_in(text):
        assert len(sealing.secret_of(code)) == sealing.SECRET_BYTES
        assert sealing.code_of(sealing.secret_of(code)) == code


NO_CODES = [
    "",
    " ",
    CODE[:-1],
    CODE[:-1] + "9",
    CODE[:-1] + "ü",
    "=" * 32,
    "9" * 32,
    "ж" * 32,
    SITE,
    f"{SITE}#{CODE[:22]}",
    "Wash with lukewarm water, and put on a plain moisturiser within 3 minutes.",
    "Most people notice nothing for 2 weeks. After that see a doctor, nurse or pharmacist.",
    "https://example.org/tips/?concern=eczema&area=skin_care&grade=strong",
    "IwAR0aZbYcXdWeVfUgThSiRjQkPlOm_nOpQ",
]


@pytest.mark.parametrize("text", NO_CODES)
def test_no_code_is_found_in(text) -> None:
    assert codes_in(text) == []


LETTERS = "aB2 \u200bа①.\\%-0"
LONG = {
    "a code and groups": f"{CODE} " + "abcd " * (LONGEST // 5),
    "encoded percents": "%25" * (LONGEST // 3),
    "one letter": "a" * LONGEST,
    "one letter and spaces": "a " * (LONGEST // 2),
    "letters and pairs": ("a " * 31 + "bb ") * (LONGEST // 65),
    "a digit at each end": "2" + "a" * LONGEST + "2",
    "a letter and a digit": "a2" * (LONGEST // 2),
    "escapes": "\\u{1" * (LONGEST // 4),
    "a sign that is eighteen letters": "\ufdfa" * LONGEST,
    "all of them": "".join(random.Random(1).choices(LETTERS, k=LONGEST)),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", LONG)
def test_a_text_of_any_length_is_read_in_little_time(name) -> None:
    """In processor time, which a loaded machine does not stretch by much. Measured: 0.25 s."""
    began = process_time()
    assert len(codes_in(LONG[name])) <= MOST
    assert process_time() - began < 2


def test_what_looks_like_a_code_most_comes_first() -> None:
    text = f"{CODE} " + "abcd " * (LONGEST // 10)
    assert codes_in(text)[0] == CODE
    # Many that might be codes do not keep one from being found that stands by itself.
    others = " ".join(f"{CODE[:24]}{number:0>8b}zzz" for number in range(200))
    assert codes_in(f"{others} {CODE}")[0] == CODE


CUT = [
    CODE[:25],
    CODE[:31],
    CODE[:5],
    f"{SITE}#{CODE[:25]}",
    f"{SITE}#{CODE[:25]}…",
    f"#{CODE[:3]}",
    f"{SITE}#{CODE[:25]} Sent from my phone",
    grouped(CODE)[:30],
    wide(CODE[:30]),
    f"{SITE}%23{CODE[:20]}",
]
WHOLE = ["", " ", "9" * 32, "ж" * 20, *AROUND.values()]


@pytest.mark.parametrize("text", CUT)
def test_a_part_of_a_code_is_told(text) -> None:
    assert cut_off(text)


@pytest.mark.parametrize("text", WHOLE)
def test_what_is_no_part_of_a_code_is_not_called_one(text) -> None:
    assert not cut_off(text)


# On the pages.

pages = pytest.mark.django_db


def keep() -> str:
    record = Record(ECZEMA, date.today())
    return saved_results.save_result(
        project.SERVER_KEYS, sealing.new_secret(), record, date.today()
    )


def keep_list(code: str) -> str:
    items = [Item(code, "Mine", date.today())]
    return saved_lists.new_list(project.SERVER_KEYS, items, date.today())


def send(name: str, code: str, /, **more: Any) -> HttpResponse:
    return Client().post(reverse(name), {"code": code, **more}, follow=True)


def text(response: HttpResponse) -> str:
    return response.content.decode()


@pytest.mark.slow
@pages
@pytest.mark.parametrize("name", AROUND)
def test_a_result_and_a_list_open_with(name, monkeypatch) -> None:
    # Always the same codes: one in a thousand has no digits to tell it from words.
    monkeypatch.setattr(sealing, "new_secret", lambda: bytes(range(20)))
    result = keep()
    assert 'id="tips"' in text(send("result-open", around(result)[name]))
    listed = around(keep_list(result))[name]
    assert "Use this list on this device?" in text(send("saved-open", listed))


@pages
def test_a_list_that_is_used_here_is_remembered_by_its_bare_code() -> None:
    listed = keep_list(keep())
    client = Client()
    asked = client.post("/saved/open/", {"code": f"Code: {grouped(listed).upper()}."})
    client.post(asked.headers["Location"])
    assert client.cookies[project.SAVED_COOKIE_NAME].value == listed


@pages
def test_the_code_of_a_list_at_results_leads_to_the_list() -> None:
    client = Client()
    typed = {"code": f"#{keep_list(keep())} "}
    assert "Use this list on this device?" in text(
        client.post("/results/open/", typed, follow=True)
    )
    part = client.post("/results/open/", typed, headers=FRAGMENT)
    assert "This is the code of a list" in text(part)
    assert "Use this list on this device?" in text(follow(client, part))
    assert not client.cookies.get(project.SAVED_COOKIE_NAME)


@pages
def test_the_code_of_a_result_at_saved_leads_to_the_result() -> None:
    client = Client()
    typed = {"code": f"#{keep()} "}
    assert 'id="tips"' in text(client.post("/saved/open/", typed, follow=True))
    part = client.post("/saved/open/", typed, headers=FRAGMENT)
    assert "This is the code of a result" in text(part)
    assert 'id="tips"' in text(follow(client, part))


FRAGMENT = {"X-Fragment": "1"}


def follow(client: Client, response: HttpResponse) -> HttpResponse:
    """Press the button of the page that says what a code is of."""
    html = text(response)
    to = re.search(r'<form method="post" action="([^"]+)" class="stack">', html)[1]
    code = re.search(r'name="code" value="(\w{32})"', html)[1]
    return client.post(to, {"code": code}, follow=True)


@pages
def test_nothing_is_deleted_with_the_code_of_a_list() -> None:
    result = keep()
    listed = keep_list(result)
    assert "Use this list" in text(send("result-open", listed, delete="1"))
    assert send("saved-open", listed).status_code == 200
    assert send("result-open", result).status_code == 200


@pages
def test_what_is_damaged_is_neither_a_result_nor_a_list() -> None:
    result = keep()
    locator = sealing.locator_of(sealing.secret_of(result), "result")
    Sealed.objects.filter(pk=locator).update(blob=b"\x01\x01" + bytes(1052))
    for name in ("result-open", "saved-open"):
        assert send(name, result).status_code == 404


@pages
@pytest.mark.parametrize("name", ["result-open", "saved-open"])
def test_what_was_typed_stays_in_the_field_and_goes_back_where_it_was_typed(name) -> None:
    typed = f"“{CODE[:-1]}7” & <b>"
    response = send(name, typed)
    html = text(response)
    assert response.status_code == 404
    assert 'value="“aaaqeayeaudaocajbifqydiob4ibceq7” &amp; &lt;b&gt;"' in html
    assert f'<form method="post" action="{reverse(name)}"' in html
    assert response["Cache-Control"] == "no-store"
    assert "cut off" not in html
    # Reload, and the way back, show it again; a script that opens a link gets it at once.
    assert response.redirect_chain[0][0] in ("/results/lost/", "/saved/lost/")
    part = Client().post(reverse(name), {"code": typed}, headers=FRAGMENT)
    assert part.status_code == 404
    assert "aaaqeayeaudaocajbifqydiob4ibceq7" in text(part)


@pages
@pytest.mark.parametrize("name", ["result-open", "saved-open"])
@pytest.mark.parametrize("typed", CUT)
def test_what_is_too_short_is_called_cut_off(name, typed) -> None:
    response = send(name, typed)
    assert response.status_code == 404
    assert "cut off" in text(response)


@pages
def test_what_a_page_sent_of_itself_is_no_code_that_was_typed() -> None:
    assert CODE not in text(send("saved-rename", CODE, name="Mine"))
    assert CODE not in text(Client().get("/results/abcdefgh/"))


@pages
@pytest.mark.parametrize("address", ["/results/", "/saved/"])
def test_who_has_no_scripts_reads_which_part_of_the_link_to_copy(address) -> None:
    html = text(Client().get(address))
    said = re.search(r"<noscript>(.*?)</noscript>", html)[1]
    assert "the part behind the #" in said
    # A whole mail fits in, if that is what somebody copied.
    assert 'maxlength="20000"' in html


@pages
def test_of_a_long_mail_the_code_stays_in_the_field() -> None:
    html = text(send("result-open", f"{MAIL * 4} {grouped(CODE)} {MAIL}"))
    assert f'value="{CODE}"' in html
    assert "cut off" not in html


# A link that lost its #.

LOST = [
    f"/results/%23{CODE}",
    f"/results%23{CODE}",
    f"/results/{CODE}",
    f"/results/{CODE}/",
    f"/Results/{CODE}",
    f"/saved/%23{CODE}",
    f"/saved/{CODE}",
    "/Results/",
    "/RESULTS",
]


@pages
@pytest.mark.parametrize("address", LOST)
def test_the_page_for_a_link_that_lost_its_mark_sends_the_code_nowhere(address, capfd) -> None:
    client = Client()
    response = client.get(address)
    html = text(response)
    assert response.status_code == 404
    assert CODE not in html.lower()
    # The page's own address goes to no style, script or link of it.
    assert response["Referrer-Policy"] == "strict-origin"
    assert "/static/js/found" in html
    where = "/saved/" if address.startswith("/saved") else "/results/"
    assert f'copy its last 32 letters and numbers into <a href="{where}"' in html
    assert CODE not in capfd.readouterr().err


@pages
def test_other_pages_that_are_not_there_say_nothing_of_links() -> None:
    for address in ("/nowhere/", "/resultsnow/", "/check/results/"):
        html = text(Client().get(address))
        assert "32 letters" not in html
        assert "/static/js/found" not in html


@pages
@pytest.mark.parametrize("address", [f"/{CODE}", f"/result/{CODE}/", f"/check/{CODE}/"])
def test_a_code_in_any_address_is_told_to_nobody(address) -> None:
    response = Client().get(address)
    assert CODE not in text(response)
    assert response["Referrer-Policy"] == "strict-origin"


@pytest.mark.parametrize("address", [f"/results/{CODE}/", f"/saved/{CODE}/", f"/results/{CODE}"])
def test_no_address_takes_a_code(address) -> None:
    # Else a link that lost its # would be sent on, or answered with something else.
    with pytest.raises(Resolver404):
        resolve(address)
