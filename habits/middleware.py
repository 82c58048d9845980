"""What no library does for us on every request and response."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .views.errors import csrf_failure

FEATURES = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "fullscreen",
    "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment",
    "publickey-credentials-get", "screen-wake-lock", "usb", "xr-spatial-tracking",
)  # fmt: skip
HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in FEATURES),
}


def headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Shut off what pages never use, and let nobody keep a copy of a page."""

    def respond(request: HttpRequest) -> HttpResponse:
        # htmx sends the whole address here, and what follows # in it is a secret.
        for name in ("HTTP_HX_CURRENT_URL", "HTTP_HX_CURRENT_URL_URI_AUTOENCODED"):
            request.META.pop(name, None)
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return respond


def own_forms_only(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse a form that another site sent, as the browser itself tells; besides the CSRF token."""

    def respond(request: HttpRequest) -> HttpResponse:
        sent_from = request.headers.get("Sec-Fetch-Site", "none")
        if request.method == "POST" and sent_from not in {"same-origin", "none"}:
            return csrf_failure(request)
        return get_response(request)

    return respond
