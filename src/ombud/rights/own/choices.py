"""What an address receives or agreed to, and may stop at once: consents and marketing (GDPR Art. 7(3), 21(3))."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ombud.plan.clocks import Scene
from ombud.plan.reach import Person
from ombud.plan.rights.reading import activities_of
from ombud.plan.rights.wish import rests_on
from ombud.rights.cases.receive import marketing


@dataclass(frozen=True, slots=True)
class Choice:
    """One activity that names an address, and the right by which it ends."""

    activity: str
    right: Literal["withdraw", "object"]


def choices(person: Person, scene: Scene) -> tuple[Choice, ...]:
    """List what the rows that name an address serve and may be stopped without anybody's judgement."""
    serving = {name for row in person.rows.values() for name in activities_of(row, person, scene)}
    agreed = [name for name, one in scene.policy.activities.items() if rests_on(one) == "6.1.a"]
    advertised = [name for name in marketing(scene.policy) if name not in agreed]
    named = [*(Choice(name, "withdraw") for name in agreed), *(Choice(name, "object") for name in advertised)]
    return tuple(choice for choice in named if choice.activity in serving)
