"""Two recipes' differences as one HTML page to browse, which needs nothing else; Jinja escapes what models wrote."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from rewardry.curation.extras import needed

# Buttons that show groups of a kind only.
_SCRIPT = """
const buttons = document.querySelectorAll('button');
buttons.forEach(button => button.addEventListener('click', () => {
  buttons.forEach(other => other.setAttribute('aria-pressed', String(other === button)));
  document.querySelectorAll('details').forEach(group => {
    group.hidden = button.dataset.kind !== 'all' && Number(group.dataset[button.dataset.kind]) === 0;
  });
}));
"""
_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 76rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
table { border-collapse: collapse; margin: .5rem 0 1rem }
td, th { padding: .2rem .7rem; border-bottom: 1px solid #ddd; text-align: right; vertical-align: top }
td.text, th.text { text-align: left; white-space: pre-wrap; overflow-wrap: anywhere; max-width: 42rem }
.flip { background: #fdecea } .moved { background: #fff8e1 }
details { border: 1px solid #ddd; border-radius: .3rem; margin: .4rem 0; padding: .3rem .8rem }
summary { cursor: pointer; overflow-wrap: anywhere } button[aria-pressed=true] { font-weight: bold }
pre { white-space: pre-wrap; overflow-wrap: anywhere; color: #555 }
"""
_TEMPLATE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>rewardry diff: {{ a }} and {{ b }}</title>
<meta http-equiv="Content-Security-Policy" content="{{ policy }}">
<style>{{ style }}</style></head><body>
<h1>{{ a }} and {{ b }}</h1>
{% for heading, columns, rows in tables %}<h2>{{ heading }}</h2>
<table><tr>{% for column in columns %}<th class="{{ 'text' if loop.first }}">{{ column }}</th>{% endfor %}</tr>
{% for row in rows %}<tr>{% for cell in row %}<td class="{{ 'text' if loop.first }}">{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</table>{% endfor %}
<h2>Groups that change most</h2>
<p>{{ groups|length }} of {{ changed }} groups that change. Advantages are GRPO's.
<button data-kind="all" aria-pressed="true">all</button>
<button data-kind="flipped" aria-pressed="false">a sign flips</button>
<button data-kind="moved" aria-pressed="false">a rank changes</button></p>
{% for group in groups %}<details data-flipped="{{ group.flipped }}" data-moved="{{ group.moved }}">
<summary>{{ group.name }}: {{ group.moved }} ranks, {{ group.flipped }} signs</summary>
{% if group.prompt %}<pre>{{ group.prompt }}</pre>{% endif %}
<table><tr><th class="text">completion</th><th>total</th><th>rank</th><th>advantage</th><th>components</th></tr>
{% for row in group.rows %}<tr class="{{ row.mark }}"><td class="text"><b>{{ row.id }}</b> {{ row.text }}</td>
<td>{{ row.totals }}</td><td>{{ row.ranks }}</td><td>{{ row.advantages }}</td><td class="text">{{ row.components }}</td>
</tr>{% endfor %}</table></details>
{% endfor %}
<script>{{ script }}</script></body></html>
"""


def page(
    names: tuple[str, str],
    tables: Sequence[tuple[str, Sequence[str], Sequence[Sequence[str]]]],
    groups: Sequence[Mapping[str, Any]],
    changed: int,
) -> str:
    """The page.

    Args:
        names: what the two recipes are called.
        tables: each a heading, the columns' names and the rows of cells.
        groups: those to browse: name, prompt, how many moved and flipped, and rows with their texts.
        changed: how many groups change at all.

    Raises:
        ConfigError: jinja2 is not installed.
    """
    environment = needed("jinja2", "bench", "--html").Environment(autoescape=True)
    safe = needed("markupsafe", "bench", "--html").Markup
    policy = f"default-src 'none'; base-uri 'none'; script-src '{_digest(_SCRIPT)}'; style-src '{_digest(_STYLE)}'"
    return str(
        environment.from_string(_TEMPLATE).render(
            a=names[0],
            b=names[1],
            tables=tables,
            groups=groups,
            changed=changed,
            policy=policy,
            style=safe(_STYLE),
            script=safe(_SCRIPT),
        )
    )


def _digest(text: str) -> str:
    """What a page's policy allows a script or a style by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
