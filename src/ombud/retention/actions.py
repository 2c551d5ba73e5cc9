"""Show a sweep, and carry out one that was shown (GDPR Art. 5(1)(e))."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from django.db import transaction

from ombud.errors import MisconfiguredError, OmbudError, RefusedError, UnavailableError
from ombud.evidence.entry import Fact
from ombud.execute.join import Join
from ombud.execute.sweep import Seen, Work, carry_out, look, prepare
from ombud.plan.clocks import Scene
from ombud.plan.retention.steps import NotSwept, Step
from ombud.plan.retention.sweeping import sweep
from ombud.policy.model import Gap, Leaves
from ombud.retention.stopped import as_kept
from ombud.store import plans, proof
from ombud.store.home import Home
from ombud.store.models import PlanRow
from ombud.systems.refusal import Refusal

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Line:
    """One step of a sweep as its reader sees it: what was due, what was done, what is left."""

    step: Step
    seen: Seen
    done: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """A sweep shown or carried out."""

    plan: str
    as_of: date
    carried_out: bool
    lines: tuple[Line, ...]
    not_swept: tuple[NotSwept, ...]
    evidence: str = ""
    retained: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def stopped(self) -> dict[str, Refusal | OmbudError]:
        """Name the steps that could not be looked at or made, each with why."""
        return {line.step.id: line.seen.why for line in self.lines if line.seen.why}

    @property
    def unavailable(self) -> dict[str, str]:
        """Name the systems that did not answer."""
        whys = ((line.step.system, line.seen.why) for line in self.lines)
        return {system: why.message for system, why in whys if isinstance(why, UnavailableError)}

    @property
    def refused(self) -> dict[str, str]:
        """Name the steps that a system would refuse."""
        return {step: why.message for step, why in self.stopped.items() if not isinstance(why, UnavailableError | MisconfiguredError)}

    @property
    def misconfigured(self) -> dict[str, MisconfiguredError]:
        """Name the steps that could not be looked at or made as the account or the inventory stand, each with what to mend."""
        return {step: why for step, why in self.stopped.items() if isinstance(why, MisconfiguredError)}


def show(home: Home, as_of: date | None = None, tell: Tell = lambda _: None) -> Report:
    """Look at all that is due and keep the plan; nothing is changed in any system."""
    scene = home.scene(as_of)
    planned = sweep(scene)
    with _working(home, scene, read_only=True) as work:
        lines = tuple(Line(step, _told(step, work, tell)) for step in planned.steps)
    plan = _kept(home, scene, lines)
    return Report(plan, scene.today, carried_out=False, lines=lines, not_swept=planned.not_swept)


def part(home: Home, shown: Report, lines: Sequence[Line]) -> str:
    """Keep a part of a sweep that was shown as a plan of its own; the whole is the plan it was."""
    return shown.plan if len(lines) == len(shown.lines) else _kept(home, home.scene(shown.as_of), lines, _about(lines))


def _kept(home: Home, scene: Scene, lines: Sequence[Line], about: str = "") -> str:
    plan = plans.show(_asked(home, scene, about), _body(lines, scene), home.now())
    facts: dict[str, Fact] = {"action": "sweep", "as_of": scene.today.isoformat(), "due": sum(line.seen.due for line in lines)}
    home.state.log.append("planned", facts, run=plan.id)
    return plan.id


def _about(lines: Sequence[Line]) -> str:
    return " ".join(sorted(line.step.id for line in lines))


def _told(step: Step, work: Work, tell: Tell) -> Seen:
    tell(f"looking at {step.system}.{step.dataset}")
    return look(step, work)


def _asked(home: Home, scene: Scene, about: str = "") -> plans.Asked:
    """Ask for the whole sweep of a day, or, named by its steps, for a part of it."""
    return plans.Asked("sweep", scene.today, *home.fingerprints(), about)


def _body(lines: Sequence[Line], scene: Scene) -> dict[str, object]:
    return {line.step.id: {**_figures(line.seen), "asks": asks(line.step, scene), "stopped": _stopped(line)} for line in lines}


def _stopped(line: Line) -> dict[str, object] | None:
    return as_kept(line.seen.why) if line.seen.why else None


def asks(step: Step, scene: Scene) -> str:
    """Digest what a step asks on any day: its rules and the dataset they are kept in."""
    rules = [rule for _, rule in scene.policy.rules() if rule.rule in step.rules]
    said = repr((rules, scene.inventory.systems[step.system].datasets[step.dataset]))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _figures(seen: Seen) -> dict[str, object]:
    return {"due": seen.due, "kept": sum(seen.kept.values()), "held": seen.held, "no_clock": dict(seen.no_clock)}


@contextmanager
def _working(home: Home, scene: Scene, *, read_only: bool) -> Iterator[Work]:
    with home.systems(read_only=read_only) as systems:
        join = Join(scene, systems)
        try:
            yield Work(scene, systems, join, home.held(scene), partial(_keep_proof, home, scene))
        finally:
            join.close()


def _keep_proof(home: Home, scene: Scene, step: Step, leaves: Leaves, rows: proof.Rows) -> None:
    proof.keep(step.rules[0], "+".join(leaves.fields), leaves.form, rows, home.state.keys.links(), scene.today)


# ------------------------------------------------------------------ carrying out


def execute(home: Home, plan_id: str, tell: Tell = lambda _: None) -> Report:
    """Carry out the plan shown under this id; after an interruption, what is not done yet."""
    with plans.taken(plan_id, "sweep", home.folder / "var") as plan:
        return _execute(home, plan, tell)


def _execute(home: Home, plan: PlanRow, tell: Tell) -> Report:
    _not_ahead(home, plan.as_of)
    scene = home.scene(plan.as_of)
    planned = sweep(scene)
    steps = tuple(step for step in planned.steps if step.id in plan.body)
    whole = len(steps) == len(planned.steps)
    plans.same_question(plan, _asked(home, scene, "" if whole else " ".join(sorted(plan.body))))
    plans.begin(plan)
    with _working(home, scene, read_only=False) as work:
        prepare(steps, work)
        begun = plans.steps(plan)
        lines = tuple(_carry_out(step, work, plan, home, tell, begun.get(step.id, plans.Step())) for step in steps)
        retained = {name: work.systems[name].retains() for name in dict.fromkeys(line.step.system for line in lines if line.done)}
    _expire_proofs(scene, plan, home)
    complete = not any(line.seen.stopped or line.left for line in lines)
    plans.finish(plan, complete=complete, stopped={line.step.id: _stopped(line) for line in lines})
    if complete:
        _close_older(home, plan, whole=whole)
    evidence = home.state.log.checkpoint()
    return Report(plan.id, scene.today, carried_out=True, lines=lines, not_swept=planned.not_swept, evidence=evidence, retained=retained)


def _close_older(home: Home, plan: PlanRow, *, whole: bool) -> None:
    """End interrupted sweeps of earlier days or of another policy: this one has looked at all that they left."""
    for older in (each for each in plans.unfinished("sweep") if each.id != plan.id and each.as_of <= plan.as_of):
        if not whole and not older.body.keys() <= plan.body.keys():
            continue
        with suppress(UnavailableError), plans.taken(older.id, "sweep", home.folder / "var") as other, transaction.atomic():
            for step in plans.open_steps(other):
                home.state.log.append("done", {"count": 0, "plan": plan.id}, run=other.id, step=step)
            plans.finish(other, complete=True)


def _not_ahead(home: Home, as_of: date) -> None:
    if as_of > home.today() and not home.demo:
        raise RefusedError(
            "plan-ahead", f"The plan is for {as_of}, which has not come yet.", hint="Only a demo home runs ahead of the clock."
        )


def _carry_out(step: Step, work: Work, plan: PlanRow, home: Home, tell: Tell, begun: plans.Step) -> Line:
    figures = begun.figures
    if begun.state == "done":
        return Line(step, Seen(figures["due"]), figures["count"], figures["remaining"])
    run = _Run(plan, home, figures)
    try:
        seen = _to_the_end(
            carry_out(step, work, run.note, intended=figures.get("due")), run, lambda count: tell(f"{step.id}: {count} rows")
        )
    except UnavailableError as error:
        return run.stopped(step, Seen(0, why=error))
    except (RefusedError, MisconfiguredError) as error:
        why = Seen(0, why=error)
        run.note("failed", step.id, system=step.system, dataset=step.dataset, rule=step.rules[0], reason=why.stopped)
        return run.stopped(step, why)
    if seen.stopped:
        return run.stopped(step, seen)
    without = plan.body.get(step.id, {}).get("no_clock", {})  # as shown: whatever is carried out, rows without a clock stay
    return Line(step, replace(seen, no_clock=without, due=run.figures["due"]), run.figures["count"], run.figures["remaining"])


def _to_the_end(going: Generator[int, None, Seen], run: _Run, tell: Callable[[int], None]) -> Seen:
    """Let a step go on until it is done, and give what it saw at its beginning: what a law or a hold keeps is told as well."""
    while True:
        try:
            count = next(going)
        except StopIteration as end:
            seen: Seen = end.value
            return seen
        run.changed += count
        tell(count)


class _Run:
    """The record of one step: an entry and the step's state commit together."""

    def __init__(self, plan: PlanRow, home: Home, figures: Mapping[str, int]) -> None:
        """Begin, or go on with the figures of the run that was interrupted."""
        self._plan, self._home = plan, home
        self.figures = dict(figures)
        self.changed = 0

    def stopped(self, step: Step, seen: Seen) -> Line:
        """Tell a step that could not be carried out to its end: what was due, what had gone by then, and why no more."""
        due = self.figures.get("due", seen.due)
        return Line(step, replace(seen, due=due), self.changed, max(due - self.changed, 0))

    def note(self, kind: str, step: str, **facts: str | int) -> None:
        """Append the entry and keep how far the step has come."""
        self.figures.update({name: fact for name, fact in facts.items() if isinstance(fact, int)})
        if kind == "done":  # what an interrupted run had changed already is not found again
            self.figures["count"] += self.figures["due"] - self.figures.get("found", self.figures["due"])
        with transaction.atomic():
            told = {**facts, "policy": self._home.policy.policy.edition}
            self._home.state.log.append(kind, told, run=self._plan.id, step=step)
            if kind != "failed":
                complete = kind == "done" and not self.figures["remaining"]
                plans.mark(self._plan, step, "done" if complete else "intended", **self.figures)


def _expire_proofs(scene: Scene, plan: PlanRow, home: Home) -> None:
    """Erase the proofs whose own clock has run out: they are personal data as well."""
    for _, rule in scene.policy.rules():
        if rule.leaves and not isinstance(rule.leaves.period, Gap):
            with transaction.atomic():
                if gone := proof.overdue(rule.rule, rule.leaves.period.latest_start(scene.today)):
                    facts: dict[str, Fact] = {"rule": rule.rule, "dataset": "proof", "action": "erase", "count": gone}
                    home.state.log.append("recorded", facts, run=plan.id)
