"""Questions and answers as other programs read them (FHIR)."""
