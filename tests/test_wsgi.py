"""What Django cannot make a request of still gets an answer."""

from habits.middleware import refuse_unreadable
from tests.settings import ALLOWED_HOSTS


def test_a_request_that_django_cannot_read_is_a_400_with_a_page() -> None:
    from django.core.wsgi import get_wsgi_application
    from django.test import RequestFactory

    environ = RequestFactory()._base_environ(
        REQUEST_METHOD="POST",
        SERVER_NAME=ALLOWED_HOSTS[0],
        CONTENT_TYPE="application/x-www-form-urlencoded; charset=utf-8",
        QUERY_STRING="a=1&" * 300,
    )
    seen: list[object] = []
    body = refuse_unreadable(get_wsgi_application())(environ, lambda *got: seen.extend(got))
    assert seen[0] == "400 Bad Request"
    assert ("Cross-Origin-Resource-Policy", "same-origin") in seen[1]
    assert b"We could not read what was sent" in b"".join(body)
