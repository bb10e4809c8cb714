"""The application: which paths there are, and the OpenAPI document of them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from rewardry import __version__
from rewardry.engine.runtime import Runtime

from .body import dumped
from .document import Responses, WithToken, refusals
from .forms.form import Form, Schema
from .forms.native import ScoreForm, VerifyForm
from .forms.nemo_gym import NeMoGymForm
from .forms.openrlhf import OpenRLHFForm
from .forms.slime import SlimeForm
from .front import OPEN, Front
from .gym_sessions import GYM_PATHS, GymPath, reverify_mode
from .limits import Rate
from .logs import to_stderr
from .metrics import Counts, others, text, write
from .refusal import Refusal
from .scorer import Scorer
from .service import Service
from .settings import Settings
from .token import Token

FORMS: tuple[type[Form], ...] = (ScoreForm, VerifyForm, OpenRLHFForm, SlimeForm, NeMoGymForm)


def make_app(
    settings: Settings, write_log: Callable[[bytes], None] | None = to_stderr, runtime: Runtime | None = None
) -> FastAPI:
    """The application of one process.

    Args:
        settings: the server's options.
        write_log: writes a line of the log.
        runtime: runs the components; default: one of its own, which is closed when the server ends.

    Raises:
        ConfigError: the recipe or the token's file cannot be used.
    """
    recipe = settings.load_recipe()
    token = None if settings.token_file is None else Token.of_file(settings.token_file)
    folder = None if settings.folder is None else Path(settings.folder)
    own = runtime if runtime is not None else settings.make_runtime()
    scorer = Scorer(recipe, own)
    counts = Counts()
    rate = None if settings.rate is None else Rate(settings.rate, None if folder is None else folder / "rate")
    service: list[Service] = []  # made in the event loop that it lives in

    def counted() -> Counts:
        return counts.observed(own.observation, service[0].room.rows if service else 0)

    @contextlib.asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        service.append(Service(scorer, settings, rate))
        telling = asyncio.create_task(_tell(folder, counted)) if folder is not None else None
        try:
            yield
        finally:
            if telling is not None and folder is not None:
                telling.cancel()
                write(folder, counted())
            service.pop().close()
            if runtime is None:
                await asyncio.to_thread(own.close)

    application = FastAPI if token is None else WithToken
    app = application(
        title=f"rewardry: {recipe.name}",
        description=recipe.description or "Rewards over HTTP.",
        version=__version__,
        lifespan=life,
        docs_url=None,
        redoc_url=None,
    )
    reasons = {form: form.why_not(recipe, settings) for form in FORMS}
    forms = [form(recipe, settings) for form, why in reasons.items() if why is None]
    absent = {form.path: why for form, why in reasons.items() if why is not None}
    for form in forms:
        _add_form(app, form, service, counts)
    gym_paths = GYM_PATHS if NeMoGymForm.path not in absent else ()
    for gym_path in gym_paths:
        _add_gym_path(app, gym_path, service, counts)
    if gym_paths:
        _add_reverify_mode(app, reverify_mode(recipe))
    _add_facts(app, recipe.name, forms, lambda: [counted(), *others(folder)])
    _add_refusals(app, absent)
    paths = frozenset(
        {one.path for one in (*forms, *gym_paths)} | {*OPEN, "/metrics", "/openapi.json", "/reverify_mode"}
    )
    app.add_middleware(
        Front, counts=counts, paths=paths, token=token, write=write_log if settings.log_requests else None
    )
    return app


class _Route(APIRoute):
    """A path whose function reads its request itself: FastAPI documents it, and does nothing in between."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """What is called with each request."""
        handler: Callable[[Request], Coroutine[Any, Any, Response]] = self.endpoint
        return handler


def _add_form(app: FastAPI, form: Form, service: list[Service], counts: Counts) -> None:
    async def ask(request: Request) -> Response:
        try:
            body, rows, undecided = await service[0].answer(form, request)
        except Refusal as refusal:
            counts.refused[refusal.code] += 1
            raise
        counts.rows[form.path] += rows
        counts.undecided[form.path] += undecided
        request.state.log = {"rows": rows, "undecided": undecided, **_content(request)}
        return Response(body, media_type="application/json")

    query = {"name": "components", "in": "query", "schema": {"type": "boolean"}, "description": "Tell rewards apart."}
    schemas = form.request_schema(), form.answer_schema()
    _add_post(app, form, ask, schemas, refusals(undecided=not form.takes_none), [query] if form.splits else [])


def _add_post(
    app: FastAPI,
    path: Form | GymPath,
    answer: Callable[[Request], Coroutine[Any, Any, Response]],
    schemas: tuple[Schema, Schema],
    refused: Responses,
    parameters: Sequence[Schema] = (),
) -> None:
    asked, answered = ({"application/json": {"schema": schema}} for schema in schemas)
    app.router.add_api_route(
        path.path,
        answer,
        methods=["POST"],
        summary=path.summary,
        operation_id=path.path.strip("/").replace("/", "_"),
        response_class=Response,
        route_class_override=_Route,
        responses={200: {"description": "The answer.", "content": answered}, **refused},
        openapi_extra={
            "requestBody": {"required": True, "content": asked},
            **({"parameters": list(parameters)} if parameters else {}),
        },
    )


def _add_gym_path(app: FastAPI, path: GymPath, service: list[Service], counts: Counts) -> None:
    async def tell(request: Request) -> Response:
        try:
            return Response(await service[0].tell(path.call, request), media_type="application/json")
        except Refusal as refusal:
            counts.refused[refusal.code] += 1
            raise

    _add_post(app, path, tell, (path.request, path.answer), refusals(undecided=False))


def _add_reverify_mode(app: FastAPI, mode: str) -> None:
    @app.get("/reverify_mode", summary="NeMo-Gym's question whether rollouts may be verified again")
    async def reverify() -> str:
        return mode


def _content(request: Request) -> dict[str, Any]:
    """What was asked and found, for a log that is to hold it."""
    asked, found = getattr(request.state, "asked", None), getattr(request.state, "found", None)
    if asked is None or found is None:
        return {}
    results = [one.to_row() if hasattr(one, "to_row") else {"value": one.value, "status": one.status} for one in found]
    return {"body": asked.body, "results": results}


def _add_facts(app: FastAPI, name: str, forms: list[Form], counted: Callable[[], list[Counts]]) -> None:
    """The paths that say how the server is."""

    @app.get("/health", summary="Whether the process answers")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/ready", summary="Whether rows are scored, and where")
    async def ready() -> dict[str, Any]:
        return {"status": "ready", "recipe": name, "version": __version__, "paths": [form.path for form in forms]}

    plain: Responses = {200: {"description": "Counts in Prometheus's text format.", "content": {"text/plain": {}}}}

    @app.get("/metrics", summary="What was counted", response_class=Response, responses=plain)
    async def metrics() -> Response:
        first, *rest = await asyncio.to_thread(counted)
        for one in rest:
            first.merge(one)
        return Response(text(first), media_type="text/plain; version=0.0.4; charset=utf-8")


def _add_refusals(app: FastAPI, absent: dict[str, str]) -> None:
    """All that is refused is refused in one form."""

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, Refusal)
        return _as_response(error)

    async def not_served(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        path = request.url.path
        why = absent.get(path) if error.status_code == 404 else None
        if why is not None:
            return _as_response(Refusal(404, "not-served", f"{path} is not served: {why}"))
        code = {404: "no-such-path", 405: "wrong-method"}.get(error.status_code, "refused")
        message = f"{request.method} {path}: {str(error.detail).lower()}; /openapi.json lists what there is"
        return _as_response(Refusal(error.status_code, code, message, error.headers))

    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(HTTPException, not_served)


def _as_response(refusal: Refusal) -> Response:
    return Response(dumped(refusal.to_row()), refusal.status, refusal.headers, "application/json")


async def _tell(folder: Path, counted: Callable[[], Counts]) -> None:
    """Write the counts every second; end with the process that has started this one, however that ends."""
    parent = os.getppid()
    while True:
        await asyncio.sleep(1.0)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)
        with contextlib.suppress(OSError):
            await asyncio.to_thread(write, folder, counted())
