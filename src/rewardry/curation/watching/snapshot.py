"""A watched run as one HTML page that needs nothing else; what comes from the log is escaped by Jinja."""

from __future__ import annotations

from collections.abc import Sequence

from rewardry.curation.extras import needed
from rewardry.curation.watching.alarms import KINDS, Alarm, History
from rewardry.curation.watching.distributions import Distribution, distributions
from rewardry.curation.watching.table import Figure, figures

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
{% if spreads %}<h2>Completions</h2>
<p>The middle half and the middle four fifths of each step's completions, and the median.</p>
{% for plot in spreads %}<figure><svg width="{{ width }}" height="{{ height }}" role="img" aria-label="{{ plot.name }}">
<polygon fill="#d5e0f3" points="{{ plot.wide }}"/><polygon fill="#a9bfe6" points="{{ plot.narrow }}"/>
<polyline fill="none" stroke="#2a5db0" stroke-width="1.5" points="{{ plot.middle }}"/></svg>
<figcaption><b>{{ plot.name }}</b> {{ plot.low }} to {{ plot.high }}; at step {{ plot.step }}
10 % {{ plot.cuts[0] }}, median {{ plot.cuts[2] }}, 90 % {{ plot.cuts[4] }}</figcaption>
</figure>{% endfor %}{% endif %}
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
            spreads=[_fan(one) for one in distributions(history)],
            width=_WIDTH,
            height=_HEIGHT,
        )
    )


class _Scale:
    """Where values of a series stand in a plot."""

    def __init__(self, steps: Sequence[int], low: float, high: float) -> None:
        self._first, self._last, self.low, self.high = steps[0], steps[-1], low, high

    def x(self, step: int) -> float:
        """From the left."""
        return round((_WIDTH - 8) * (step - self._first) / max(self._last - self._first, 1) + 4, 1)

    def y(self, value: float) -> float:
        """From the top."""
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return round(_HEIGHT - 6 - (_HEIGHT - 12) * share, 1)

    def points(self, steps: Sequence[int], values: Sequence[float]) -> str:
        """As SVG takes them."""
        return " ".join(f"{self.x(step)},{self.y(value)}" for step, value in zip(steps, values, strict=True))


def _plot(figure: Figure, alarms: Sequence[Alarm]) -> dict[str, object]:
    scale = _Scale(figure.steps, min(figure.values), max(figure.values))
    return {
        "name": figure.name,
        "part": figure.part,
        "points": scale.points(figure.steps, figure.values),
        "marks": [scale.x(alarm.step) for alarm in alarms if figure.steps[0] <= alarm.step <= figure.steps[-1]],
        "low": f"{scale.low:.4g}",
        "high": f"{scale.high:.4g}",
        "last": f"{figure.last:.4g}",
    }


def _fan(found: Distribution) -> dict[str, object]:
    """A band for each pair of quantiles around the median."""
    scale = _Scale(found.steps, min(found.over_time(10)), max(found.over_time(90)))

    def band(below: int, above: int) -> str:
        back = scale.points(found.steps[::-1], found.over_time(above)[::-1])
        return f"{scale.points(found.steps, found.over_time(below))} {back}"

    return {
        "name": found.name,
        "wide": band(10, 90),
        "narrow": band(25, 75),
        "middle": scale.points(found.steps, found.over_time(50)),
        "low": f"{scale.low:.4g}",
        "high": f"{scale.high:.4g}",
        "step": found.steps[-1],
        "cuts": [f"{cut:.4g}" for cut in found.cuts[-1]],
    }
