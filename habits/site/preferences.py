"""How pages look to one person: colours and text size, in a cookie that says nothing else.

Works without JavaScript: the choice is an attribute of <html>, and tokens.css does the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ..engine.schema import Option, Page, Question

# About 13 months: long enough to forget that one chose, and browsers keep no cookie much longer.
KEPT_SECONDS = 400 * 24 * 60 * 60


def question(name: str, text: str, error: str, *options: tuple[str, str, str]) -> Question:
    return Question(
        id=name,
        kind="one",
        text=text,
        name=text,
        required=True,
        error=error,
        options=tuple(Option(id=i, label=label, quote="", hint=hint) for i, label, hint in options),
    )


PAGE = Page(
    id="display",
    title="Colours and text size",
    questions=(
        question(
            "theme",
            "Colours",
            "Select light or dark, or the same as your device",
            ("system", "The same as my device", ""),
            ("light", "Light", "Dark letters on a light page"),
            ("dark", "Dark", "Light letters on a dark page, for a dark room"),
        ),
        question(
            "size",
            "Text size",
            "Select a text size",
            ("normal", "Normal", ""),
            ("large", "Large", ""),
            ("largest", "Very large", ""),
        ),
    ),
)
THEMES, SIZES = (q.by_id for q in PAGE.questions)


@dataclass(frozen=True)
class Display:
    theme: str = "system"
    size: str = "normal"

    @property
    def answers(self) -> dict[str, list[str]]:
        return {"theme": [self.theme], "size": [self.size]}

    @property
    def color_scheme(self) -> str:
        """For <meta name="color-scheme">: the browser paints its ground before any stylesheet."""
        return "light dark" if self.theme == "system" else self.theme


PERCENT = {"normal": "100", "large": "118.75", "largest": "143.75"}


def stylesheet(display: Display) -> str:
    """The choice as tokens.css has it for an attribute of <html>, for pages that caches keep."""
    if display == Display():
        return ""
    scheme, size = display.color_scheme, PERCENT[display.size]
    return f"@layer tokens {{ :root {{ color-scheme: {scheme}; font-size: {size}%; }} }}\n"


def read(request: HttpRequest) -> Display:
    """The choice in the cookie; what it does not say, or says wrongly, is as the device has it."""
    theme, _, size = request.COOKIES.get(settings.DISPLAY_COOKIE_NAME, "").partition(".")
    return Display(theme if theme in THEMES else "system", size if size in SIZES else "normal")


def write(response: HttpResponse, display: Display) -> None:
    response.set_cookie(
        settings.DISPLAY_COOKIE_NAME,
        f"{display.theme}.{display.size}",
        max_age=KEPT_SECONDS,
        secure=not settings.LOCAL_HTTP,
        httponly=True,
        # Someone who comes by a link from elsewhere keeps their colours too.
        samesite="Lax",
    )
