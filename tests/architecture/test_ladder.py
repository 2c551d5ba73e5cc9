"""Who may import whom: the ladder, Django's place, and no circles."""

import subprocess
import sys
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.architecture.conftest import Plant
from tests.architecture.rules import DJANGO_FROM_LINE, LADDER, SIDEWAYS
from tests.architecture.source import Module, imports

LINE = {package: line for line, packages in LADDER.items() for package in packages}
Source = Mapping[str, Module]


def steps_up(source: Source) -> list[str]:
    """Name every import that does not lead down the ladder."""
    wrong = [f"{name}: its package stands on no line of the ladder" for name, module in source.items() if module.package not in {*LINE, ""}]
    for name, module in source.items():
        for target, _ in set(imports(module)):
            if (other := package_of(target)) and not may(module.package, other):
                wrong.append(f"{name} imports {target}")
    return sorted(wrong)


def package_of(target: str) -> str:
    """Give the package of ours that a dotted name lies in."""
    parts = target.split(".")
    return parts[1] if parts[0] == "ombud" and len(parts) > 1 else ""


def may(package: str, other: str) -> bool:
    """Whether one package may import another."""
    return package == other or (package, other) in SIDEWAYS or LINE.get(package, 0) > LINE.get(other, 99)


def early_django(source: Source) -> list[str]:
    """Name every import of Django below its line."""
    spine = (module for module in source.values() if LINE.get(module.package, 0) < DJANGO_FROM_LINE)
    return [f"{module.name} imports {target}" for module in spine for target, _ in imports(module) if target.split(".")[0] == "django"]


def circle(source: Source) -> list[str]:
    """Give one circle of imports, if there is any."""
    try:
        TopologicalSorter({name: edges(module, source) for name, module in source.items()}).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def edges(module: Module, source: Source) -> set[str]:
    """Give the modules of ours that a module imports; a name may itself be a module."""
    found = (deepest(target, name, source) for target, name in imports(module))
    return {target for target in found if target and target != module.name}


def deepest(target: str, name: str, source: Source) -> str:
    """Resolve `from target import name` to the module that holds it."""
    return next((candidate for candidate in (f"{target}.{name}", target) if candidate in source), "")


def test_every_import_leads_down_the_ladder(source: Source) -> None:
    assert steps_up(source) == []


def test_the_spine_never_imports_django(source: Source) -> None:
    assert early_django(source) == []


def test_no_modules_import_each_other_in_a_circle(source: Source) -> None:
    assert circle(source) == []


def test_commands_that_need_no_state_load_without_django(source: Source) -> None:
    spine = [name for name, module in source.items() if LINE.get(module.package, 0) < DJANGO_FROM_LINE or name == "ombud.cli.main"]
    program = f"import sys, {', '.join(spine)}; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("ombud/plan/up.py", "import ombud.execute.run"),
        ("ombud/plan/up.py", "from ombud.cli import main"),
        ("ombud/rights/desk.py", "from ombud.consent.models import Consent"),
        ("ombud/policy/side.py", "from ombud.inventory import model"),
        ("ombud/plan/late.py", "def late():\n    from ombud.store import rows"),
        ("ombud/plan/dots.py", "from ..store import rows"),
        ("ombud/plan/named.py", "import importlib\nimportlib.import_module('ombud.store')"),
        ("ombud/attic/new.py", "x = 1"),
    ],
)
def test_a_step_up_is_found(plant: Plant, path: str, text: str) -> None:
    assert len(steps_up(plant({path: text}))) == 1


def test_a_step_down_is_no_step_up(plant: Plant) -> None:
    assert steps_up(plant({"ombud/plan/down.py": "from ombud.errors import OmbudError\nfrom ombud.plan import model"})) == []


def test_inventory_may_import_policy(plant: Plant) -> None:
    assert steps_up(plant({"ombud/inventory/side.py": "from ombud.policy import model"})) == []


def test_django_in_the_spine_is_found(plant: Plant) -> None:
    assert len(early_django(plant({"ombud/execute/run.py": "from django.db import models"}))) == 1


def test_a_circle_is_found(plant: Plant) -> None:
    circular = {
        "ombud/plan/a.py": "from ombud.plan import b",
        "ombud/plan/b.py": "from ombud.plan.c import x",
        "ombud/plan/c.py": "from . import a",
    }
    assert set(circle(plant(circular))) == {"ombud.plan.a", "ombud.plan.b", "ombud.plan.c"}
