"""What must hold for every sweep of every world: never early, never late, once, and nothing else changed."""

from hypothesis import given, settings

from ombud.plan.model import Where, selects_nothing_named
from ombud.plan.retention.sweeping import sweep
from tests.plan.oracle import Oracle
from tests.plan.strategies import worlds
from tests.plan.world import World, opened, read, shown, swept

ordinary = settings(settings.get_profile("plan"))
on_disk = settings(settings.get_profile("plan"), max_examples=50)
plans = settings(settings.get_profile("plan"), max_examples=80)


@ordinary
@given(world=worlds())
def test_a_sweep_in_memory_erases_and_empties_exactly_what_the_oracle_says(world: World) -> None:
    exactly("memory", world)


@on_disk
@given(world=worlds())
def test_a_sweep_of_sqlite_erases_and_empties_exactly_what_the_oracle_says(world: World) -> None:
    exactly("sqlite", world)


def exactly(kind: str, world: World) -> None:
    with opened(world, kind) as systems:
        assert read(world, systems) == world.state()
        swept(world, systems)
        once = Oracle(world).after_sweep()
        assert read(world, systems) == once
        # a second sweep finds nothing, unless the first took rows from which others told their time
        swept(world, systems)
        assert read(world, systems) == Oracle(world.left(once)).after_sweep()


@plans
@given(world=worlds())
def test_every_dataset_is_in_a_step_or_told_as_not_swept(world: World) -> None:
    planned = sweep(world.scene)
    covered = {f"{step.system}.{step.dataset}" for step in planned.steps} | {f"{gap.system}.{gap.dataset}" for gap in planned.not_swept}
    assert covered == {place.id for place in world.scene.inventory.datasets()}


@plans
@given(world=worlds())
def test_the_same_question_gives_the_same_plan(world: World) -> None:
    assert sweep(world.scene) == sweep(world.scene)


@plans
@given(world=worlds())
def test_no_step_selects_by_nothing(world: World) -> None:
    for step in sweep(world.scene).steps:
        assert isinstance(step.change.within, Where)
        assert not selects_nothing_named(step.change.within)


@plans
@given(world=worlds())
def test_a_sweep_that_is_shown_changes_nothing_and_ends_with_nothing_left_due(world: World) -> None:
    with opened(world, "memory") as systems:
        shown(world, systems)
        assert read(world, systems) == world.state()
        notes = swept(world, systems)
        done = {step: facts for kind, step, facts in notes if kind == "done"}
        assert set(done) == {step.id for step in sweep(world.scene).steps}
