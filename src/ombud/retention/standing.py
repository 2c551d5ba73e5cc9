"""The sweep that comes round: a rule that an officer has let go once goes on by itself; what is new, changed or unusual waits for one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from ombud.errors import MisconfiguredError
from ombud.plan.model import Everything
from ombud.retention import actions
from ombud.retention.actions import Line, Report, Tell
from ombud.store import plans
from ombud.store.home import Home, Systems


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may go without an officer: a share of the dataset, and so many times what is usual."""

    share: float = 0.01
    times: float = 2.0

    @classmethod
    def of(cls, settings: Mapping[str, object]) -> Limits:
        """Read `[sweep]` of the settings."""
        said = settings.get("sweep", {})
        numbers = isinstance(said, Mapping) and all(isinstance(value, int | float) and value >= 0 for value in said.values())
        if not isinstance(said, Mapping) or not numbers or not set(said) <= {"share", "times"}:
            hint = "Write [sweep] share = 0.01 and times = 2, or leave both out."
            raise MisconfiguredError("settings-sweep", "The limits of sweeps are not numbers.", where="ombud.toml: sweep", hint=hint)
        return cls(**{name: float(value) for name, value in said.items()})


def come_round(home: Home, tell: Tell = lambda _: None) -> Report:
    """Look at all that is due, and carry out the part that may go by itself; the whole plan stays to be read, and carried out."""
    limits, shown = Limits.of(home.settings), actions.show(home, tell=tell)
    with home.systems(read_only=True) as systems:
        going = [line for line in shown.lines if _goes(line, limits, systems, home)]
    return actions.execute(home, actions.part(home, shown, going), tell) if going else shown


def _goes(line: Line, limits: Limits, systems: Systems, home: Home) -> bool:
    """Tell whether a step may go by itself: an officer let the same rule go before, and it is neither much nor more than usual."""
    if line.seen.stopped:
        return False
    runs = plans.runs(line.step.id)
    if not any(run.asks == actions.asks(line.step, home.scene()) for run in runs):
        return False
    if not line.seen.due:
        return True
    usual = median(counts) if (counts := [run.count for run in runs if run.count]) else 0
    rows = systems[line.step.system].count(line.step.dataset, Everything())
    return line.seen.due <= limits.share * rows and line.seen.due <= limits.times * usual
