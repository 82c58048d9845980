"""The questionnaire and a person's answers as other programs read them: FHIR, R4 and R5."""
