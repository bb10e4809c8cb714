"""Multiple choice: which option an answer names, by its letter, its number or its text."""
