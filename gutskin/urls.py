"""Every address of the site."""

from django.urls import path, register_converter

from habits.fhir import importing
from habits.fhir import views as fhir
from habits.journey import leaving, questions
from habits.library import data, feed, foods, learn, search_page, sources, tip_steps, tips
from habits.notes import appointment, export, shared_notes, sharing
from habits.pages import about, crawlers, display, health, help, reminder, start
from habits.plan import editing, plan_page, weekly_reminder
from habits.results import (
    answer_again,
    care,
    comparing,
    keeping,
    list_elsewhere,
    list_page,
    not_saved,
    opening,
    summary,
)
from habits.site import refused_form_page
from habits.site.open_results import HandleConverter

register_converter(HandleConverter, "handle")

urlpatterns = [
    path("", start.home, name="home"),
    path("check/answers/", summary.check_answers, name="check-answers"),
    path("check/leave/", leaving.leave, name="leave"),
    path("check/keep/", leaving.keep, name="keep"),
    path("check/delete/", leaving.delete, name="delete"),
    path("check/deleted/", leaving.deleted, name="deleted"),
    path("check/adults-only/", questions.adults_only, name="adults-only"),
    path("check/care/", care.care, name="care"),
    path("check/other/", questions.other_draft, name="other-draft"),
    path("check/import/", importing.import_, name="import"),
    path("check/import/found/", importing.found, name="import-found"),
    path("check/tips/", not_saved.not_saved, name="not-saved"),
    path("check/<slug:page_id>/", questions.question_page, name="check"),
    path("results/", opening.open_form, name="results"),
    path("results/open/", opening.open_, name="result-open"),
    path("results/deleted/", keeping.deleted, name="result-deleted"),
    path("results/lost/", opening.lost, name="result-lost"),
    path("results/<handle:handle>/", opening.result, name="result"),
    path("results/<handle:handle>/shown.css", opening.shown, name="result-shown"),
    path("results/<handle:handle>/phone/", opening.phone, name="result-phone"),
    path("results/<handle:handle>/keep/", keeping.keep_for, name="result-keep"),
    path("results/<handle:handle>/delete/", keeping.delete, name="result-delete"),
    path("results/<handle:handle>/change/", answer_again.change, name="result-change"),
    path("results/<handle:handle>/again/", answer_again.start_check_in, name="result-again"),
    path("results/<handle:handle>/print/", appointment.print_, name="result-print"),
    path("results/<handle:handle>/export/", export.export, name="result-export"),
    path("results/<handle:handle>/share/", sharing.share, name="result-share"),
    path("results/<handle:handle>/share/back/", sharing.take_back, name="result-unshare"),
    path("notes/", shared_notes.shell, name="notes"),
    path("notes/open/", shared_notes.open_, name="notes-open"),
    path("notes/lost/", shared_notes.lost, name="notes-lost"),
    path("notes/<handle:handle>/", shared_notes.read, name="notes-read"),
    path("results/<handle:handle>/fhir/", fhir.export, name="result-fhir"),
    path("results/<handle:handle>/add/", list_page.add, name="result-add"),
    path("results/<handle:handle>/plan/", plan_page.plan, name="plan"),
    path("results/<handle:handle>/plan/new/", editing.make, name="plan-make"),
    path("results/<handle:handle>/plan/reminder/", weekly_reminder.reminder, name="plan-reminder"),
    path("results/<handle:handle>/plan/delete/", editing.delete, name="plan-delete"),
    path("results/<handle:handle>/plan/<int:number>/", editing.step, name="plan-step"),
    path("reminder/", reminder.reminder, name="reminder"),
    path("saved/", list_page.list_page, name="saved"),
    path("saved/full/", list_page.full, name="list-full"),
    path("saved/remember/", list_page.remember, name="saved-remember"),
    path("saved/rename/", list_page.rename, name="saved-rename"),
    path("saved/remove/", list_page.remove, name="saved-remove"),
    path("saved/delete/", list_elsewhere.delete_all, name="saved-delete"),
    path("saved/forget/", list_elsewhere.forget, name="saved-forget"),
    path("saved/deleted/", list_elsewhere.deleted, name="list-deleted"),
    path("saved/lost/", list_elsewhere.lost, name="list-lost"),
    path("saved/open/", list_elsewhere.open_elsewhere, name="saved-open"),
    path("saved/open/<handle:handle>/", list_elsewhere.use, name="list-use"),
    path("saved/compare/", comparing.choose, name="saved-compare"),
    path("saved/compare/<handle:first>/<handle:second>/", comparing.compare, name="compare"),
    path("clear/", list_elsewhere.clear, name="clear"),
    path("cleared/", list_elsewhere.cleared, name="cleared"),
    path("stopped/<slug:why>/", refused_form_page.refused_form, name="stopped"),
    path("display/", display.display, name="display"),
    path("display.css", display.display_css, name="display-css"),
    path("tips/", tips.tips, name="tips"),
    path("tips/steps/", tip_steps.steps, name="tip-steps"),
    path("tips/<slug:tip_id>/", tips.tip, name="tip"),
    path("claims/", tips.claims, name="claims"),
    path("foods/", foods.foods, name="foods"),
    path("foods/new/", foods.new_foods, name="new-foods"),
    path("foods/<slug:food_id>/", foods.food, name="food"),
    path("learn/", learn.learn, name="learn"),
    path("learn/glossary/", learn.glossary, name="glossary"),
    path("learn/<slug:topic>/", learn.explainer, name="explainer"),
    path("sources/", sources.sources, name="sources"),
    path("sources/research/", sources.research, name="research"),
    path("sources/signs/", sources.signs, name="signs"),
    path("sources/dates/", sources.dates, name="dates"),
    path("sources/changes/", sources.changes, name="changes"),
    path("sources/<slug:article_id>/", sources.article, name="article"),
    path("changes.atom", feed.atom, name="changes-feed"),
    path("data/", data.data, name="data"),
    path("data/<str:file_name>", data.file, name="data-file"),
    path("search/", search_page.search, name="search"),
    path("fhir/<slug:kind>/<slug:name>", fhir.resource, {"release": "R4"}, name="fhir"),
    path("fhir/r5/<slug:kind>/<slug:name>", fhir.resource, {"release": "R5"}, name="fhir-r5"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
    path("help/", help.help_page, name="help"),
    path("about/", about.about, name="about"),
    path("privacy/", about.privacy, name="privacy"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.counts, name="metrics"),
]

handler400 = "habits.site.errors.bad_request"
handler403 = "habits.site.errors.forbidden"
handler404 = "habits.site.errors.not_found"
handler500 = "habits.site.errors.server_error"
