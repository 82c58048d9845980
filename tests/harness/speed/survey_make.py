"""Puts the questions of a JSON file into django-survey-and-report. Runs in its own venv."""

import json
import sys
from pathlib import Path

import django
from django.core.management import call_command

django.setup()
call_command("migrate", verbosity=0)

from survey.models import Category, Question, Survey  # noqa: E402

survey = Survey.objects.create(name="Twenty", description="", need_logged_user=False)
category = Category.objects.create(name="All", survey=survey, order=1)
for number, asked in enumerate(json.loads(Path(sys.argv[1]).read_text())):
    Question.objects.create(
        text=asked["text"],
        order=number,
        required=False,
        survey=survey,
        category=category,
        type=Question.RADIO,
        choices="|".join(asked["options"]),
    )
print(survey.pk)
