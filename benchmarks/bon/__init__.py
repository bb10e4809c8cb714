"""What choosing among n completions is worth: by a value, by a vote, by both."""
