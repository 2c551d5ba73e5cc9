"""The tree gives the published roots and proofs, and agrees with the recursive definitions of RFC 9162 written out again here."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.errors import BadInputError
from ombud.evidence import merkle

# The test data of the first implementation of RFC 6962, which later ones share.
DATA = [bytes.fromhex(h) for h in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]
LEAVES = [merkle.leaf_hash(each) for each in DATA]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PATH_TO_THE_FIRST = [
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
]
FROM_SIX_TO_EIGHT = [
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]

ALL_SIZES = range(34)
numbered = [merkle.leaf_hash(str(number).encode()) for number in ALL_SIZES]


def mth(leaves: list[bytes]) -> bytes:
    """The root by the recursive definition of RFC 9162 §2.1.1, over leaf hashes."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else sha256().digest()
    half = next(2**power for power in range(64) if 2**power < len(leaves) <= 2 ** (power + 1))
    return sha256(b"\x01" + mth(leaves[:half]) + mth(leaves[half:])).digest()


def path(index: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of RFC 9162 §2.1.3.1."""
    if len(leaves) == 1:
        return []
    half = next(2**power for power in range(64) if 2**power < len(leaves) <= 2 ** (power + 1))
    if index < half:
        return [*path(index, leaves[:half]), mth(leaves[half:])]
    return [*path(index - half, leaves[half:]), mth(leaves[:half])]


def subproof(old: int, leaves: list[bytes], *, whole: bool) -> list[bytes]:
    """SUBPROOF of RFC 9162 §2.1.4.1."""
    if old == len(leaves):
        return [] if whole else [mth(leaves)]
    half = next(2**power for power in range(64) if 2**power < len(leaves) <= 2 ** (power + 1))
    if old <= half:
        return [*subproof(old, leaves[:half], whole=whole), mth(leaves[half:])]
    return [*subproof(old - half, leaves[half:], whole=False), mth(leaves[:half])]


@pytest.mark.parametrize("size", range(9))
def test_the_published_roots(size: int) -> None:
    assert merkle.root(LEAVES[:size]).hex() == ROOTS[size]


def test_the_published_inclusion_proof() -> None:
    assert [each.hex() for each in merkle.inclusion_proof(LEAVES, 0)] == PATH_TO_THE_FIRST


def test_the_published_consistency_proof() -> None:
    assert [each.hex() for each in merkle.consistency_proof(LEAVES, 6)] == FROM_SIX_TO_EIGHT


@pytest.mark.parametrize("size", ALL_SIZES)
def test_a_growing_tree_has_the_root_of_the_definition(size: int) -> None:
    assert merkle.root(numbered[:size]) == mth(numbered[:size])


@pytest.mark.parametrize("size", ALL_SIZES)
def test_every_inclusion_proof_is_the_one_of_the_definition_and_verifies(size: int) -> None:
    leaves = numbered[:size]
    for index, leaf in enumerate(leaves):
        proof = merkle.inclusion_proof(leaves, index)
        assert list(proof) == path(index, leaves)
        assert merkle.verify_inclusion(leaf, index, size, proof, mth(leaves))


@pytest.mark.parametrize("size", ALL_SIZES)
def test_every_consistency_proof_is_the_one_of_the_definition_and_verifies(size: int) -> None:
    leaves = numbered[:size]
    for old in range(1, size + 1):
        proof = merkle.consistency_proof(leaves, old)
        assert list(proof) == subproof(old, leaves, whole=True)
        assert merkle.verify_consistency(old, size, mth(leaves[:old]), mth(leaves), proof)


@pytest.mark.parametrize("size", range(1, 20))
def test_a_proof_holds_for_its_own_leaf_and_place_only(size: int) -> None:
    leaves = numbered[:size]
    for index in range(size):
        proof = merkle.inclusion_proof(leaves, index)
        holds = [
            (i, j) for i in range(-1, size + 1) for j in range(size) if merkle.verify_inclusion(leaves[j], i, size, proof, mth(leaves))
        ]
        assert holds == [(index, index)]


@given(st.data())
def test_an_altered_inclusion_proof_fails(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 33))
    index = data.draw(st.integers(0, size - 1))
    proof = list(merkle.inclusion_proof(numbered[:size], index))
    altered = data.draw(_altered(proof))
    assert not merkle.verify_inclusion(numbered[index], index, size, altered, mth(numbered[:size]))


@given(st.data())
def test_an_altered_consistency_proof_fails(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 33))
    old = data.draw(st.integers(1, size - 1))
    altered = data.draw(_altered(list(merkle.consistency_proof(numbered[:size], old))))
    assert not merkle.verify_consistency(old, size, mth(numbered[:old]), mth(numbered[:size]), altered)


@given(st.integers(1, 33), st.integers(1, 33), st.integers(0, 32))
def test_a_tree_that_changed_an_old_leaf_has_no_consistency_proof(size: int, old: int, changed: int) -> None:
    old = min(old, size)
    changed %= old
    rewritten = [*numbered[:changed], merkle.leaf_hash(b"rewritten"), *numbered[changed + 1 : size]]
    proof = merkle.consistency_proof(rewritten, old)
    assert not merkle.verify_consistency(old, size, mth(numbered[:old]), mth(rewritten), proof)


def test_everything_extends_the_empty_tree_and_nothing_else_passes_for_it() -> None:
    assert merkle.verify_consistency(0, 8, merkle.EMPTY_ROOT, merkle.root(LEAVES), merkle.consistency_proof(LEAVES, 0))
    assert not merkle.verify_consistency(0, 8, merkle.root(LEAVES), merkle.root(LEAVES), ())
    assert not merkle.verify_consistency(8, 7, merkle.root(LEAVES), merkle.root(LEAVES[:7]), ())


def test_a_proof_too_short_for_the_claimed_size_fails() -> None:
    proof = merkle.consistency_proof(LEAVES[:4], 2)
    assert not merkle.verify_consistency(2, 8, mth(LEAVES[:2]), mth(LEAVES[:4]), proof)
    assert not merkle.verify_inclusion(LEAVES[0], 0, 8, merkle.inclusion_proof(LEAVES[:4], 0), mth(LEAVES[:4]))


@given(st.integers(0, 33))
def test_a_frontier_that_was_put_away_goes_on_where_it_stopped(stop: int) -> None:
    first = merkle.Frontier()
    for leaf in numbered[:stop]:
        first.append(leaf)
    again = merkle.Frontier(first.size, list(first.peaks))
    for leaf in numbered[stop:]:
        again.append(leaf)
    assert again.root() == mth(numbered)


def test_a_frontier_with_a_peak_too_few_is_refused() -> None:
    with pytest.raises(BadInputError, match="evidence-frontier"):
        merkle.Frontier(3, [LEAVES[0]])


@pytest.mark.parametrize("index", [-1, 8])
def test_no_proof_for_a_leaf_that_is_not_there(index: int) -> None:
    with pytest.raises(BadInputError, match="evidence-index"):
        merkle.inclusion_proof(LEAVES, index)


@pytest.mark.parametrize("old", [-1, 9])
def test_no_proof_from_a_size_that_never_was(old: int) -> None:
    with pytest.raises(BadInputError, match="evidence-index"):
        merkle.consistency_proof(LEAVES, old)


@st.composite
def _altered(draw: st.DrawFn, proof: list[bytes]) -> list[bytes]:
    """Change, drop or add one hash of a proof."""
    place = draw(st.integers(0, len(proof) - 1))
    other = draw(st.binary(min_size=32, max_size=32).filter(lambda each: each not in proof))
    return draw(
        st.sampled_from(
            [
                [*proof[:place], other, *proof[place + 1 :]],
                [*proof[:place], *proof[place + 1 :]],
                [*proof[:place], other, *proof[place:]],
                [*proof, other],
            ]
        )
    )
