"""Django for one home as a WSGI application, and the home that this process serves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, cast

from whitenoise import WhiteNoise

from ombud.store.home import Home
from ombud.web import settings as web

if TYPE_CHECKING:  # the tables may only be loaded once Django is ready
    from ombud.jobs.runner import Runner

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_HOMES: list[Home] = []
_HEARD_OUT = 2_000_000
"""Bytes of a body that is read though nobody wants it; with a larger one the connection ends."""


def home() -> Home:
    """Give the home that this process serves."""
    return _HOMES[0]


def renewed() -> Home:
    """Give it as its policy and inventory stand on disk now, however many processes serve it."""
    _HOMES[:] = [home().renewed()]
    return home()


def application_for(place: Home, space: web.Space = "all", *, working: bool = True) -> Application:
    """Make the application that serves a home: its store is open, its tables are up to date."""
    web.ready(place, space)
    place.state.log.fingerprint()
    _HOMES[:] = [place]
    from django.conf import settings
    from django.core.handlers.wsgi import WSGIHandler

    if working:
        _work(place)
    served = WhiteNoise(cast("Any", _hearing_out(_renewing(WSGIHandler()))), immutable_file_test=lambda _path, _url: True)
    for folder in web.STATIC:
        served.add_files(str(folder), prefix=str(settings.STATIC_URL).strip("/"))  # type: ignore[no-untyped-call] # whitenoise has no types
    return cast("Application", served)


def _hearing_out(serve: Application) -> Application:
    """Read what a refused form has left before it is answered: a connection closed on unread bytes loses the answer (RFC 9112 §9.6)."""

    def hearing(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        answer, announced = serve(environ, start), int(environ.get("CONTENT_LENGTH") or 0)
        if announced <= _HEARD_OUT:
            environ["wsgi.input"].read(announced)
        return answer

    return hearing


def _renewing(serve: Application) -> Application:
    """Answer each request from the policy and the inventory as they stand on disk."""

    def renewing(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        renewed()
        return serve(environ, start)

    return renewing


def _work(place: Home) -> None:
    """Do what waits, beside serving; where another process of this home does it already, wait to take over (SQLite has one runner)."""
    Thread(target=runner(place).run, args=(Event(),), name="jobs", daemon=True).start()


def runner(place: Home) -> Runner:
    """Make the runner of a home that is ready; it knows the jobs of every desk and of the web, whoever asked for them."""
    import ombud.consent.jobs
    import ombud.registers.jobs
    import ombud.retention.jobs
    import ombud.rights.jobs
    import ombud.staff.jobs
    import ombud.web.api.jobs
    import ombud.web.limits.jobs  # noqa: F401 - its jobs register themselves when they are loaded
    from ombud.jobs.runner import Runner

    return Runner(place.folder, place.now)
