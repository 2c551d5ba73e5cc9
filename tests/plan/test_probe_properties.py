"""What must hold for the probe that counts: it sees what is overdue, and nothing once a sweep is done."""

from hypothesis import assume, given, settings

from ombud.plan.retention.sweeping import sweep
from tests.plan.oracle import Oracle
from tests.plan.strategies import worlds
from tests.plan.world import World, counted, opened, read, swept

ordinary = settings(settings.get_profile("plan"), max_examples=120)


def unended(world: World) -> bool:
    """Tell whether an activity needs data that no rule of it ever ends: a fault that the check of a policy finds."""
    return any(gap.why == "no_rule" for gap in sweep(world.scene).not_swept)


def overdue(world: World) -> int:
    with opened(world, "memory") as systems:
        return sum(verdicts["overdue"] for verdicts in counted(world, systems).rules.values())


@ordinary
@given(world=worlds())
def test_the_probe_counts_something_as_overdue_exactly_when_the_oracle_does(world: World) -> None:
    assume(not unended(world))
    assert bool(overdue(world)) == Oracle(world).overdue()


@ordinary
@given(world=worlds())
def test_the_probe_finds_nothing_overdue_after_a_sweep_that_a_sweep_could_take(world: World) -> None:
    assume(not unended(world))
    with opened(world, "memory") as systems:
        swept(world, systems)
        left = Oracle(world.left(read(world, systems)))
        found = any(verdicts["overdue"] for verdicts in counted(world, systems).rules.values())
        # what holds no data and still owns something can neither go nor be emptied; a clock that went with its row tells another day
        assert not found or left.overdue()
