"""Every address of the site."""

from django.urls import path

from habits.views import check, pages, results

urlpatterns = [
    path("", pages.home, name="home"),
    path("check/answers/", check.check_answers, name="check-answers"),
    path("check/leave/", check.leave, name="leave"),
    path("check/keep/", check.keep, name="keep"),
    path("check/delete/", check.delete, name="delete"),
    path("check/deleted/", check.deleted, name="deleted"),
    path("check/adults-only/", check.adults_only, name="adults-only"),
    path("check/<slug:page_id>/", check.page, name="check"),
    path("results/", results.result, name="results"),
    path("help/", pages.help_page, name="help"),
    path("about/", pages.about, name="about"),
    path("privacy/", pages.privacy, name="privacy"),
]

handler400 = "habits.views.errors.bad_request"
handler403 = "habits.views.errors.forbidden"
handler404 = "habits.views.errors.not_found"
handler500 = "habits.views.errors.server_error"
