"""The way in: the questionnaire, and answers under way."""
