"""Settings travel: into recipes and run records as JSON, into worker processes and trainers as pickles."""

from __future__ import annotations

import io
import pickle

from rewardry.component import Component
from rewardry.errors import describe
from rewardry.testing.check import ALL, DefectError, check
from rewardry.testing.trial import Trial

_FIELDS = "Give every parameter a type that pydantic writes as JSON, and keep clients, locks and caches in `open`"


@check(*ALL)
def settings_survive_json(trial: Trial) -> None:
    """Recipes, run records and worker processes hold a component's settings as JSON."""
    refuse_settings_lost_in_json(trial.component)


@check(*ALL)
def settings_survive_pickle(trial: Trial) -> None:
    """Trainers pickle what they are given, for their own worker processes."""
    refuse_settings_lost_in_pickle(trial.component)


def refuse_lost_settings(component: Component) -> None:
    """Both checks, for components of kinds that have a suite of their own.

    Raises:
        DefectError: the settings do not come back as they were.
    """
    refuse_settings_lost_in_json(component)
    refuse_settings_lost_in_pickle(component)


def refuse_settings_lost_in_json(component: Component) -> None:
    """Refuse settings that do not come back from JSON as they were.

    Raises:
        DefectError: names the parameter.
    """
    did = "wrote its settings as JSON and read them back"
    try:
        type(component).model_json_schema()
        again = type(component).model_validate_json(component.model_dump_json())
    except Exception as error:
        raise DefectError(did, describe(error), _FIELDS) from error
    _compare(component, again, did)


def refuse_settings_lost_in_pickle(component: Component) -> None:
    """Refuse settings that do not come back from a pickle as they were.

    Raises:
        DefectError: names the parameter.
    """
    did = "pickled its settings and read them back"
    try:
        data = pickle.dumps(component)
        again = pickle.Unpickler(io.BytesIO(data)).load()  # noqa: S301 - pickled on the line above
    except Exception as error:
        raise DefectError(did, describe(error), _FIELDS) from error
    _compare(component, again, did)


def _compare(before: Component, after: Component, did: str) -> None:
    for name in type(before).model_fields:
        if getattr(after, name, None) != getattr(before, name):
            came = f"{name} = {getattr(after, name, None)!r} instead of {getattr(before, name)!r}"
            raise DefectError(did, came, _FIELDS)
    if type(after) is not type(before):
        raise DefectError(did, f"a {type(after).__name__} came back", _FIELDS)
