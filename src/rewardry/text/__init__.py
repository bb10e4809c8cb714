"""Scanners of completions: sections, tags, boxes, code blocks, final answers. All take time linear in the text."""
