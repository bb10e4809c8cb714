"""Who takes part in a run: verifiers and rewards with their parameters, and how they are asked about each set."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, get_args

from rewardry.cli.facts import facts_of_component, facts_of_options
from rewardry.cli.options import Options, pairs
from rewardry.cli.run import Work
from rewardry.cli.run import run as run_rows
from rewardry.cli.verify import Verdicts, problem_of
from rewardry.component import Component, Reward, Verifier
from rewardry.engine.runtime import Runtime
from rewardry.errors import ConfigError, nearest
from rewardry.parameters import build, from_text
from rewardry.plugins import registry
from rewardry.rows import read_rows
from rewardry.types import Batch, Sample, Score

from .cost import Meter
from .kinds.joined import Completions, join
from .kinds.kind import Asking
from .kinds.prompt import MODES
from .kinds.registry import LABELLED, against_of, asking_of, kind_of
from .kinds.rows import read_set
from .kinds.steps import COLUMN
from .runs import BenchRun, Entrant
from .sets import BenchSet
from .value_rows import Values


def build_entrants(
    verifiers: Sequence[str], rewards: Sequence[str], settings: Sequence[str]
) -> dict[str, Verifier | Reward]:
    """The components by id, verifiers first.

    Raises:
        ConfigError: nobody takes part, somebody twice; a parameter of somebody who does not; or see `build`.
    """
    ids = (*verifiers, *rewards)
    parameters: dict[str, dict[str, str]] = {id_: {} for id_ in ids}
    if not ids:
        raise ConfigError("nobody takes part; name a verifier with -v ID or a reward with -r ID")
    if len(parameters) < len(ids):
        twice = next(i for i in ids if ids.count(i) > 1)
        raise ConfigError(
            f"-{'v' if twice in verifiers else 'r'} {twice}: it is given twice; everybody takes part once"
        )
    for left, value in pairs(settings, "--set", "ID.parameter=value, for example math.percent=strict"):
        owner, dot, name = left.rpartition(".")
        if not dot or owner not in parameters:
            who = "reward" if rewards and not verifiers else "verifier"
            raise ConfigError(f"--set {left}: no {who} {owner or left!r} takes part. {nearest(owner or left, ids)}")
        parameters[owner][name] = value
    built: dict[str, Verifier | Reward] = {}
    for id_, texts in parameters.items():
        given = from_text(texts)
        built[id_] = build(Verifier, id_, given) if id_ in verifiers else build(Reward, id_, given)
    return built


@dataclass(frozen=True)
class Plan:
    """What a run does: every entrant on every set.

    Attributes:
        run: the folder.
        components: the entrants, by id.
        sets: with the kind of their rows.
    """

    run: BenchRun
    components: dict[str, Verifier | Reward]
    sets: list[tuple[BenchSet, str]]

    @classmethod
    def of(cls, run: BenchRun, components: dict[str, Verifier | Reward], sets: Sequence[BenchSet]) -> Plan:
        """The plan, checked before the first row.

        Raises:
            ConfigError: an entrant cannot take part on a set, or see `kind_of`.
        """
        found = [(bench_set, kind_of(bench_set, read_set(bench_set))) for bench_set in sets]
        for id_, component in components.items():
            for kind in dict.fromkeys(kind for _, kind in found):
                asking_of(component, kind, id_)
                lacking = _lacking(component) if isinstance(component, Reward) and kind not in LABELLED else None
                if lacking is not None:
                    raise ConfigError(f"{id_}: {lacking}")
        return cls(run, components, found)

    def join(self, completions: Completions | None) -> list[tuple[str, int]]:
        """Join completions to the sets of prompts.

        Returns:
            The names of the sets in which prompts have no completion, with how many.

        Raises:
            ConfigError: there are prompts and no completions, or the other way around; or see `join`.
        """
        prompts = [bench_set for bench_set, kind in self.sets if kind == "prompt"]
        if prompts and completions is None:
            raise ConfigError(
                f"{prompts[0].file}: its rows are prompts without completions; name a file of completions, with "
                "`id` and `completion` a row, by --completions FILE"
            )
        if completions is None:
            return []
        if not prompts:
            raise ConfigError(f"--completions {completions.file}: no set has rows of kind 'prompt' to join them to")
        left = [
            (one.name, join(list(read_set(one)), completions, one.file, self.run.joined_file(one.name)))
            for one in prompts
        ]
        return [(name, number) for name, number in left if number]

    def entrants(self) -> list[Entrant]:
        """Who takes part, as the run writes them down."""
        kinds = list(dict.fromkeys(kind for _, kind in self.sets))
        return [_entrant(id_, component, kinds) for id_, component in self.components.items()]

    def score(self, engine: dict[str, Any], quiet: bool) -> None:
        """Have every entrant score every set."""
        for id_, component in self.components.items():
            for bench_set, kind in self.sets:
                asking = asking_of(component, kind, id_)
                file = bench_set.file
                if kind != "point":
                    file = str(self.run.unroll(bench_set, kind, asking, against_of(component)))
                job = _Job(self.run, id_, bench_set, file, engine, quiet)
                if asking == "steps":
                    component = _reading_steps(component)
                    job.refuse_without_steps(component)
                job.score(component)
                for mode in _modes(component)[1:] if kind == "prompt" else ():
                    job.score(component.model_copy(update={"mode": mode}), mode)


@dataclass(frozen=True)
class _Job:
    """One entrant on one set, in a runtime of its own, so that its time is its own."""

    run: BenchRun
    id: str
    bench_set: BenchSet
    file: str
    engine: dict[str, Any]
    quiet: bool

    def score(self, component: Verifier | Reward, mode: str = "") -> None:
        """Score the rows and write what came of them, and what it cost."""
        output = str(self.run.outcomes_file(self.id, self.bench_set.name, mode))
        options = self._options(output)
        cost = self.run.cost_file(self.id, self.bench_set.name, mode)
        with options.runtime(output) as runtime, Meter(cost, runtime, options.resume):
            run_rows(options, output, runtime, _work(component, runtime, options))

    def refuse_without_steps(self, component: Verifier | Reward) -> None:
        """Refuse a reward that scores the first row and not its steps.

        Raises:
            ConfigError: it does.
        """
        assert isinstance(component, Reward)
        first = next(iter(read_rows([self.file]))).sample
        assert first is not None
        with self._options(None).runtime() as runtime:
            [score] = runtime.open(component).score(Batch([first]))
        if score.status == "ok" and not isinstance(score.details.get("step_scores"), (list, tuple)):
            raise ConfigError(
                f"{self.id} cannot take part on rows of kind 'steps': it gives a solution a value, and its steps none; "
                "a reward that does puts a number a step into `details.step_scores`"
            )

    def _options(self, output: str | None) -> Options:
        return Options(
            files=(self.file,),
            output=output,
            columns={},
            keep=False,
            timings=True,
            as_json=self.quiet,
            **self.engine,
        )


def _work(component: Verifier | Reward, runtime: Runtime, options: Options) -> Work[Any]:
    facts = {"command": "bench run", **facts_of_options(options), **facts_of_component(component, component.kind)}
    if isinstance(component, Verifier):
        verifier = component
        opened = runtime.open(verifier)
        return Work(
            lambda sample: problem_of(verifier, sample), opened.verify, Verdicts(timings=True), [verifier], facts
        )
    reward = component
    scorer = runtime.open(reward)

    def problem(sample: Sample) -> tuple[str, str] | None:
        why = reward.refusal(sample)
        return None if why is None else ("reference", why)

    def score(samples: Sequence[Sample]) -> Sequence[Score]:
        return scorer.score(Batch(samples))

    return Work(problem, score, Values(), [reward], facts)


def _lacking(component: Reward) -> str | None:
    """What a reward lacks to say anything of what was written, or None.

    A judge without a model still refuses empty texts, so that it does not count as lacking something elsewhere.
    """
    lacks = component.lacks()
    if lacks is not None:
        return lacks[1]
    configured = getattr(component, "configured", None)
    if callable(configured) and not configured():
        return "it has nobody to ask; set model and base_url of a server, or client"
    return None


def _reading_steps(component: Verifier | Reward) -> Verifier | Reward:
    """A reward that reads the steps as they are given, where it can be told so."""
    if "steps_column" not in type(component).model_fields:
        return component
    return component.model_copy(update={"steps_column": COLUMN})


def _modes(component: Component) -> tuple[str, ...]:
    """The mode of a verifier that is strict or loose, and the other one; none of any other."""
    field = type(component).model_fields.get("mode")
    if field is None or not isinstance(component, Verifier) or set(get_args(field.annotation)) != set(MODES):
        return ()
    own: str = component.model_dump()["mode"]
    return own, *(mode for mode in MODES if mode != own)


def _entrant(id_: str, component: Verifier | Reward, kinds: Sequence[str]) -> Entrant:
    identity = registry().identity_of(type(component))
    askings: dict[str, Asking] = {kind: asking_of(component, kind, id_) for kind in kinds}
    return Entrant(
        id_,
        f"{identity.distribution} {identity.version}" if identity.distribution else "a local file",
        component.model_dump(mode="json"),
        "verifier" if isinstance(component, Verifier) else "reward",
        askings,
        _modes(component) if "prompt" in kinds else (),
        {name: version_of(name) for name in component.required_modules()},
    )


def version_of(module: str) -> str | None:
    """The version of the distribution that brings a module; None where it is not known."""
    names = importlib.metadata.packages_distributions().get(module.partition(".")[0]) or [module]
    try:
        return importlib.metadata.version(names[0])
    except importlib.metadata.PackageNotFoundError:
        return None
