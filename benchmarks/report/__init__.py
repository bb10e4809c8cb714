"""What a run says, for people: a page for the browser, Markdown and JSON, all from the same content."""
