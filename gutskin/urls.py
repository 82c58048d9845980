"""Every address of the site."""

from django.urls import path, register_converter

from habits.opened import HandleConverter
from habits.views import (
    answers,
    check,
    crawlers,
    health,
    library,
    listed,
    pages,
    results,
    sources,
)

register_converter(HandleConverter, "handle")

urlpatterns = [
    path("", pages.home, name="home"),
    path("check/answers/", answers.check_answers, name="check-answers"),
    path("check/leave/", check.leave, name="leave"),
    path("check/keep/", check.keep, name="keep"),
    path("check/delete/", check.delete, name="delete"),
    path("check/deleted/", check.deleted, name="deleted"),
    path("check/adults-only/", check.adults_only, name="adults-only"),
    path("check/care/", results.care, name="care"),
    path("check/tips/", results.not_saved, name="not-saved"),
    path("check/<slug:page_id>/", check.page, name="check"),
    path("results/", results.shell, name="results"),
    path("results/open/", results.open_, name="result-open"),
    path("results/deleted/", results.deleted, name="result-deleted"),
    path("results/lost/", results.lost, name="result-lost"),
    path("results/<handle:handle>/", results.result, name="result"),
    path("results/<handle:handle>/shown.css", results.shown, name="result-shown"),
    path("results/<handle:handle>/phone/", results.phone, name="result-phone"),
    path("results/<handle:handle>/keep/", results.keep_for, name="result-keep"),
    path("results/<handle:handle>/delete/", results.delete, name="result-delete"),
    path("results/<handle:handle>/change/", results.change, name="result-change"),
    path("results/<handle:handle>/again/", results.again, name="result-again"),
    path("results/<handle:handle>/print/", results.print_, name="result-print"),
    path("results/<handle:handle>/export/", results.export, name="result-export"),
    path("results/<handle:handle>/add/", listed.add, name="result-add"),
    path("reminder/", results.reminder, name="reminder"),
    path("saved/", listed.shell, name="saved"),
    path("saved/full/", listed.full, name="list-full"),
    path("saved/remember/", listed.remember, name="saved-remember"),
    path("saved/rename/", listed.rename, name="saved-rename"),
    path("saved/remove/", listed.remove, name="saved-remove"),
    path("saved/delete/", listed.delete_all, name="saved-delete"),
    path("saved/forget/", listed.forget, name="saved-forget"),
    path("saved/deleted/", listed.deleted, name="list-deleted"),
    path("saved/lost/", listed.lost, name="list-lost"),
    path("saved/open/", listed.open_elsewhere, name="saved-open"),
    path("saved/open/<handle:handle>/", listed.use, name="list-use"),
    path("saved/compare/", listed.choose, name="saved-compare"),
    path("saved/compare/<handle:first>/<handle:second>/", listed.compare, name="compare"),
    path("clear/", listed.clear, name="clear"),
    path("cleared/", listed.cleared, name="cleared"),
    path("display/", pages.display, name="display"),
    path("display.css", pages.display_css, name="display-css"),
    path("tips/", library.tips, name="tips"),
    path("tips/<slug:tip_id>/", library.tip, name="tip"),
    path("claims/", library.claims, name="claims"),
    path("foods/", library.foods, name="foods"),
    path("foods/new/", library.new_foods, name="new-foods"),
    path("learn/", library.learn, name="learn"),
    path("learn/glossary/", library.glossary, name="glossary"),
    path("learn/<slug:topic>/", library.explainer, name="explainer"),
    path("sources/", sources.sources, name="sources"),
    path("search/", library.search, name="search"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
    path("help/", pages.help_page, name="help"),
    path("about/", pages.about, name="about"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.counts, name="metrics"),
]

handler400 = "habits.views.errors.bad_request"
handler403 = "habits.views.errors.forbidden"
handler404 = "habits.views.errors.not_found"
handler500 = "habits.views.errors.server_error"
