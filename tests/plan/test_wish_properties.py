"""What must hold for every wish to be erased: all that is the asker's and nothing that is anybody else's."""

from hypothesis import assume, given, settings

from ombud.plan.reach import ambiguous
from tests.plan.oracle_rights import Asked
from tests.plan.strategies import ADDRESSES, asked
from tests.plan.world import World, erase, erase_at_once, export, opened, person, read

ordinary = settings(settings.get_profile("plan"))
on_disk = settings(settings.get_profile("plan"), max_examples=60)


@ordinary
@given(case=asked())
def test_a_wish_in_memory_erases_and_empties_exactly_what_the_oracle_says(case: tuple[World, str]) -> None:
    exactly("memory", *case)


@on_disk
@given(case=asked())
def test_a_wish_in_sqlite_erases_and_empties_exactly_what_the_oracle_says(case: tuple[World, str]) -> None:
    exactly("sqlite", *case)


@ordinary
@given(case=asked())
def test_rows_that_are_gathered_instead_of_told_apart_go_all_the_same(case: tuple[World, str]) -> None:
    exactly("memory", *case, at_once=True)


@on_disk
@given(case=asked())
def test_rows_that_are_gathered_in_sqlite_go_all_the_same(case: tuple[World, str]) -> None:
    exactly("sqlite", *case, at_once=True)


def exactly(kind: str, world: World, address: str, *, at_once: bool = False) -> None:
    oracle = Asked(world, address)
    assume(oracle.found and not oracle.ambiguous)
    with opened(world, kind) as systems:
        made = erase_at_once(address, world, systems) if at_once else erase(person(address, world, systems), world, systems)
        assert read(world, systems) == oracle.after_erasing()
        assert not any(one.left for one in made)


@ordinary
@given(case=asked())
def test_several_customer_numbers_make_a_person_ambiguous(case: tuple[World, str]) -> None:
    world, address = case
    with opened(world, "memory") as systems:
        assert bool(ambiguous(person(address, world, systems), world.scene)) == Asked(world, address).ambiguous


@ordinary
@given(case=asked())
def test_what_others_are_shown_is_the_same_before_and_after(case: tuple[World, str]) -> None:
    world, address = case
    oracle = Asked(world, address)
    mine = {id(item) for item in oracle.mine}
    others = [other for other in ADDRESSES if other and not mine & {id(i) for i in _theirs(oracle, other)}]
    with opened(world, "memory") as systems:
        before = [export(other, world, systems) for other in others]
        erase(person(address, world, systems), world, systems)
        assert [export(other, world, systems) for other in others] == before


def _theirs(oracle: Asked, address: str) -> list[object]:
    theirs = Asked(oracle.world, address)
    theirs.items = oracle.items
    return list(theirs.mine)
