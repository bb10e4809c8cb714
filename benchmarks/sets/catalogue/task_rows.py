"""The row that a task without a completion becomes."""

from __future__ import annotations

from typing import Any


def task_row(name: str, domain: str, prompt: str, reference: Any, **meta: Any) -> dict[str, Any]:
    """A task with its reference, for completions that come from elsewhere."""
    asked = {"id": name, "domain": domain, "prompt": prompt, "completion": None, "reference": reference, "label": None}
    return {**asked, "meta": meta}
