"""What templates of the library can do besides showing what they are given."""

import json
import re
from functools import cache

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from ..engine.loaded import get_content
from ..engine.signing import State, signoff_status

register = template.Library()

# Kinds of items that have a place where they say who signed them.
SHOW_WHO = ("tip", "claim", "flag", "food", "topic")

# Words inside these are left alone: a link in a link is wrong, and the rest is not running text.
NO_LINKS = frozenset({
    "h1", "h2", "h3", "h4", "a", "button", "label", "legend", "option", "select", "summary", "svg",
    "script", "bdi", "dt", "th", "form", "nav", "figcaption",
})  # fmt: skip
TAG = re.compile(r"(<[^>]*>)")
TAG_NAME = re.compile(r"</?(\w+)")

# What could end the element early, or be read as markup.
UNSAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag(takes_context=True)
def about_page(context: template.Context) -> SafeString:
    """The page in the words of schema.org. Only what is so: reviewed by who signed its words."""
    facts = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "name": context["title"],
        "description": context["description"],
        "url": context["canonical"],
        "inLanguage": "en-GB",
        "isAccessibleForFree": True,
    }
    found = context.get("signoff")
    if found and found.state is State.SIGNED:
        last = found.by[0]
        who = {"@type": "Person", "name": last.name, "jobTitle": last.profession}
        facts |= {"lastReviewed": last.day.isoformat(), "reviewedBy": who}
    data = json.dumps(facts, ensure_ascii=False).translate(UNSAFE)
    return mark_safe(f'<script type="application/ld+json">{data}</script>')  # noqa: S308  escaped


@register.simple_tag
def statement(row: str) -> str:
    """The address of a statement of an article, by its number."""
    article = next(a for a in get_content().sources.articles if row.startswith(a.letter))
    return f"{reverse('article', args=[article.id])}#{row}"


@register.simple_tag
@cache
def reviewed(words: str, *kinds: str) -> str:
    """What can be said of a review of some words: of these kinds, or of all that say who signed."""
    keys = [key for key in get_content().items if key.partition("/")[0] in (kinds or SHOW_WHO)]
    signed = sum(signoff_status(get_content(), key).state is State.SIGNED for key in keys)
    if not signed:
        return f"No doctor, nurse or pharmacist has reviewed {words} yet."
    return f"{signed} of {len(keys)} parts of {words} are signed. Each says by whom."


@register.filter
def lower_first(text: str) -> str:
    """As it reads inside a sentence."""
    return text[:1].lower() + text[1:]


@register.tag
def glossary(parser: template.base.Parser, token: template.base.Token) -> "GlossaryNode":
    """Lead every word of the glossary to its entry, where the page first uses it."""
    inside = parser.parse(("endglossary",))
    parser.delete_first_token()
    return GlossaryNode(inside)


class GlossaryNode(template.Node):
    def __init__(self, inside: template.NodeList) -> None:
        self.inside = inside

    def render(self, context: template.Context) -> SafeString:
        return with_links(self.inside.render(context))


def with_links(html: str) -> SafeString:
    """Works on what is rendered and escaped: there a < begins a tag and nothing else."""
    pattern, terms = spellings()
    address = reverse("glossary")
    seen: set[str] = set()
    closed: list[str] = []

    def link(match: re.Match[str]) -> str:
        term = terms[match[0].lower()]
        if term in seen:
            return match[0]
        seen.add(term)
        return f'<a class="term" href="{address}#{term}">{match[0]}</a>'

    pieces = TAG.split(html)
    for number, piece in enumerate(pieces):
        if number % 2:
            name = TAG_NAME.match(piece)
            if name and name[1] in NO_LINKS:
                closed.pop() if piece.startswith("</") else closed.append(name[1])
        elif not closed:
            pieces[number] = pattern.sub(link, piece)
    return mark_safe("".join(pieces))  # noqa: S308  escaped before, and we add our own links


@cache
def spellings() -> tuple[re.Pattern[str], dict[str, str]]:
    """Every form of every word, the longest first, and the entry that it leads to."""
    terms = {
        form.lower(): term.dom_id
        for term in get_content().terms
        for form in (term.term, *term.forms)
    }
    longest_first = sorted(terms, key=len, reverse=True)
    words = "|".join(map(re.escape, longest_first))
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE), terms
