"""Units, calendar, elements, random streams, errors, words and doors: known to all, knows nobody."""
