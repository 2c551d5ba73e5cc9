"""Exports: every term published, every model satisfied, every fact carried or reported."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from fideslang.models import Taxonomy
from hypothesis import given, settings
from hypothesis import strategies as st

from ombud.cli.exchange.export import published
from ombud.exchange.dpv import to_dpv
from ombud.exchange.facts import Facts
from ombud.exchange.fides.taxonomy import key, to_fides
from ombud.policy.model import Policy
from ombud.policy.versions.facts import facts
from tests.exchange.front import FJORDRAAD, HOMES
from tests.front import run
from tests.policy.small import SMALL
from tests.versions.mutations import SMALL_LEAVES, Steps, other, plain, read

Export = Callable[[Policy], tuple[dict[str, object], Facts]]


def as_dpv(policy: Policy) -> tuple[dict[str, object], Facts]:
    """Write a policy in the terms that are published."""
    return to_dpv(policy, published())


EXPORTS = pytest.mark.parametrize("export", [as_dpv, to_fides], ids=["dpv", "fides"])
TERMS = published()
KEYWORDS = {"@id", "@type", "@context", "@graph", "@value", "@language"}


def terms(value: object, context: dict[str, str]) -> Iterator[str]:
    """Name every property, class and individual of a vocabulary in a JSON-LD document, at its full address."""
    if isinstance(value, list):
        for item in value:
            yield from terms(item, context)
    if isinstance(value, dict):
        named = [name for name in value if name not in KEYWORDS]
        kinds = value.get("@type", [])
        individual = [value["@id"]] if not str(value.get("@id", "urn:")).startswith("urn:") else []
        for name in (*named, *kinds, *individual):
            prefix, _, term = name.partition(":")
            yield context[prefix] + term
        for name in named:
            yield from terms(value[name], context)


@HOMES
def test_every_term_of_the_json_ld_is_published(tmp_path: Path, home: Path) -> None:
    file = tmp_path / "policy.jsonld"
    assert run("export", "dpv", "--home", home, "-o", str(file)).code == 0
    made = json.loads(file.read_text("utf-8"))
    used = set(terms(made["@graph"], made["@context"]))
    assert used - TERMS == set()
    assert len(used) > 30


@HOMES
def test_every_reference_of_the_json_ld_leads_somewhere(home: Path) -> None:
    made, _ = as_dpv(read((home / "policy.yaml").read_text("utf-8")))
    described = {node["@id"] for node in nested(made) if "@type" in node}
    wanted = {str(node["@id"]) for node in nested(made) if set(node) == {"@id"} and str(node["@id"]).startswith("urn:")}
    assert len(wanted) > 30
    # a recipient may have a purpose of its own, which no activity shares
    assert {one.split(":")[4] for one in wanted - described} <= {"purposes"}


def nested(value: object) -> Iterator[dict[str, Any]]:
    """Give every node of a document."""
    if isinstance(value, dict):
        if "@id" in value:
            yield value
        for item in value.values():
            yield from nested(item)
    if isinstance(value, list):
        for item in value:
            yield from nested(item)


@HOMES
def test_the_taxonomy_satisfies_the_models_of_fideslang(tmp_path: Path, home: Path) -> None:
    file = tmp_path / "policy.yml"
    assert run("export", "fides", "--home", home, "-o", str(file)).code == 0
    made = yaml.safe_load(file.read_text("utf-8"))
    taxonomy = Taxonomy(**made)
    policy = plain((home / "policy.yaml").read_text("utf-8"))
    assert [subject.fides_key for subject in taxonomy.data_subject] == policy["people"]
    assert [category.name for category in taxonomy.data_category] == list(policy["data"])
    known = {one.fides_key for one in (*taxonomy.data_category, *taxonomy.data_use, *taxonomy.data_subject)}
    declared = [one for system in taxonomy.system for one in system.privacy_declarations]
    assert {name for one in declared for name in (*one.data_categories, one.data_use, *one.data_subjects)} <= known
    assert {one.name for one in declared} <= set(policy["activities"])
    assert any(one.legal_basis_for_processing for one in declared)


@EXPORTS
@HOMES
def test_every_fact_is_carried_or_reported_and_never_both(home: Path, export: Export) -> None:
    policy = read((home / "policy.yaml").read_text("utf-8"))
    _, taken = export(policy)
    every, lost = dict(facts(policy)), taken.lost()
    assert len(set(lost)) == len(lost)
    assert taken.carried + len(lost) == len(every)


@given(st.sampled_from(SMALL_LEAVES), st.sampled_from([as_dpv, to_fides]))
@settings(max_examples=60)
def test_what_is_called_carried_shows_in_the_export_and_what_is_lost_does_not(leaf: tuple[Steps, str], export: Export) -> None:
    changed = other(SMALL, *leaf)
    if changed is None:
        return
    before, taken = export(read(SMALL))
    after, taken_then = export(changed)
    gone, came = (
        dict(facts(read(SMALL))).items() - dict(facts(changed)).items(),
        dict(facts(changed)).items() - dict(facts(read(SMALL))).items(),
    )
    touched = {path for path, _ in (*gone, *came)}
    lost = touched & {*taken.lost(), *taken_then.lost()}
    carried = touched - lost
    if carried:
        assert after != before, carried
    elif {path for path, _ in gone} <= set(taken.lost()) and {path for path, _ in came} <= set(taken_then.lost()):
        assert after == before, lost


@EXPORTS
def test_the_report_lists_what_was_lost_by_path(tmp_path: Path, export: Export) -> None:
    kind = "dpv" if export is as_dpv else "fides"
    said = run("export", kind, "--home", FJORDRAAD, "-o", str(tmp_path / "f"), "--json")
    told = said.json
    assert said.code == 0
    assert "texts.aim.da" in told["lost"]
    assert "controller.name" not in told["lost"]
    _, taken = export(read((FJORDRAAD / "policy.yaml").read_text("utf-8")))
    assert told["carried"] == taken.carried > 200
    assert len(told["lost"]) == len(set(told["lost"]))


@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20))
def test_two_ids_never_become_one_key(one: str, another: str) -> None:
    assert (key(one) == key(another)) == (one == another)


@pytest.mark.parametrize("kind", ["dpv", "fides"])
def test_a_faulty_policy_leaves_nothing_behind(tmp_path: Path, kind: str) -> None:
    (tmp_path / "policy.yaml").write_text("ombud: 1\npolicy: {\n", "utf-8")
    told = run("export", kind, "--home", tmp_path, "-o", str(tmp_path / "out"))
    assert (told.code, "faulty-file" in told.err) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["policy.yaml"]


@pytest.mark.parametrize("args", [("export", "dpv", "-o"), ("export", "fides", "-o")])
def test_no_database_is_loaded(tmp_path: Path, args: tuple[str, ...]) -> None:
    program = (
        "import sys\nfrom ombud.cli.main import main\ntry:\n    main(sys.argv[1:])\n"
        "except SystemExit as end:\n    print(end.code, 'django' in sys.modules)\n"
    )
    command = [sys.executable, "-c", program, *args, str(tmp_path / "out"), "--home", str(FJORDRAAD)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert told.splitlines()[-1] == "0 False"


def test_what_allows_a_purpose_in_one_activity_is_not_said_of_another() -> None:
    made, _ = as_dpv(read((FJORDRAAD.parent / "maalerhus/policy.yaml").read_text("utf-8")))
    resting: dict[str, set[str]] = {}
    for act in (node for node in nested(made) if "dpv:PersonalDataProcess" in node.get("@type", [])):
        for basis in act["dpv:hasLegalBasis"]:
            if basis.get("dpv:hasPurpose", {}).get("@id", "").endswith(":purposes:improve_marketing"):
                resting.setdefault(act["@id"].rpartition(":")[2], set()).update(basis["@type"])
    assert resting == {"marketing": {"eu-gdpr:A6-1-f"}}
    assert all("dpv:hasLegalBasis" not in node for node in nested(made) if ":purposes:" in str(node["@id"]).removeprefix("urn:ombud:"))


def test_no_decision_by_a_machine_alone_does_not_become_no_machine_at_all() -> None:
    made, taken = as_dpv(read((FJORDRAAD / "policy.yaml").read_text("utf-8")))
    assert "dpv:NotAutomated" not in json.dumps(made)
    assert ("activities", "enquiry", "automated_decisions") in taken.lost()


def test_a_term_that_nobody_published_is_lost_and_not_passed_on() -> None:
    text = (FJORDRAAD / "policy.yaml").read_text("utf-8").replace('dpv: "pd:Name"', 'dpv: "pd:Nickel"')
    made, taken = as_dpv(read(text))
    assert "pd:Nickel" not in json.dumps(made)
    assert ("data", "name", "dpv") in taken.lost()
