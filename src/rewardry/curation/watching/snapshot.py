"""A watched run as one HTML page that needs nothing else; what comes from the log is escaped by Jinja."""

from __future__ import annotations

from collections.abc import Sequence

from rewardry.curation.extras import needed
from rewardry.curation.watching.alarms import KINDS, Alarm, History
from rewardry.curation.watching.table import Figure, figures, spreads

_WIDTH, _HEIGHT = 420, 110
_TEMPLATE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>rewardry watch: {{ title }}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
.alarm { border-left: .3rem solid #c0392b; background: #fdf1ef; padding: .4rem .8rem; margin: .4rem 0 }
.quiet { border-left: .3rem solid #2e7d4f; background: #f0f8f3; padding: .4rem .8rem }
figure { display: inline-block; margin: 0 1rem 1.2rem 0 } figcaption { color: #444; font-size: 13px }
table { border-collapse: collapse } td, th { padding: .2rem .8rem; border-bottom: 1px solid #ddd; text-align: right }
td:first-child, th:first-child { text-align: left } svg { background: #fafafa; border: 1px solid #e5e5e5 }
</style></head><body>
<h1>{{ title }}</h1>
<p>{{ records }} records, the last at step {{ step }}. Trusted:
{{ trusted or "nothing; name a key with --trusted" }}.</p>
{% for alarm in alarms %}<div class="alarm"><b>{{ alarm.kind }}</b> at step {{ alarm.step }} (seen since
{{ alarm.since }}): {{ kinds[alarm.kind] }}.<br>{{ alarm.message }}</div>
{% else %}<div class="quiet">No alarm.</div>{% endfor %}
<h2>Curves</h2>
{% for plot in plots %}<figure><svg width="{{ width }}" height="{{ height }}" role="img" aria-label="{{ plot.name }}">
{% for x in plot.marks %}<line x1="{{ x }}" x2="{{ x }}" y1="0" y2="{{ height }}" stroke="#c0392b"
stroke-dasharray="3 3"/>{% endfor %}
<polyline fill="none" stroke="#2a5db0" stroke-width="1.5" points="{{ plot.points }}"/></svg>
<figcaption><b>{{ plot.name }}</b> ({{ plot.part }}) {{ plot.low }} to {{ plot.high }},
last {{ plot.last }}</figcaption>
</figure>{% endfor %}
{% if spreads %}<h2>Completions of step {{ spreads[0][1] }}</h2>
<table><tr><th>value</th><th>10 %</th><th>median</th><th>90 %</th></tr>
{% for name, _, cuts in spreads %}<tr><td>{{ name }}</td>{% for cut in cuts %}<td>{{ "%.4g"|format(cut) }}</td>
{% endfor %}</tr>{% endfor %}</table>{% endif %}
</body></html>
"""


def snapshot(history: History, title: str) -> str:
    """The page.

    Args:
        history: the run.
        title: what it is called.

    Raises:
        ConfigError: jinja2 is not installed.
    """
    environment = needed("jinja2", "bench", "--html").Environment(autoescape=True)
    return str(
        environment.from_string(_TEMPLATE).render(
            title=title,
            records=len(history.records),
            step=history.records[-1].step if history.records else "-",
            trusted=", ".join(history.roles.trusted),
            alarms=history.alarms,
            kinds=KINDS,
            plots=[_plot(figure, history.alarms) for figure in figures(history)],
            spreads=list(spreads(history)),
            width=_WIDTH,
            height=_HEIGHT,
        )
    )


def _plot(figure: Figure, alarms: Sequence[Alarm]) -> dict[str, object]:
    first, last = figure.steps[0], figure.steps[-1]
    low, high = min(figure.values), max(figure.values)

    def x(step: int) -> float:
        return round((_WIDTH - 8) * (step - first) / max(last - first, 1) + 4, 1)

    def y(value: float) -> float:
        return round(_HEIGHT - 6 - (_HEIGHT - 12) * ((value - low) / (high - low) if high > low else 0.5), 1)

    return {
        "name": figure.name,
        "part": figure.part,
        "points": " ".join(f"{x(step)},{y(value)}" for step, value in zip(figure.steps, figure.values, strict=True)),
        "marks": [x(alarm.step) for alarm in alarms if first <= alarm.step <= last],
        "low": f"{low:.4g}",
        "high": f"{high:.4g}",
        "last": f"{figure.last:.4g}",
    }
