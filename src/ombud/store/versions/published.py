"""Published versions of a policy: each a folder that is written once, holding the facts as they stood, their digest, and the notices."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ombud.errors import BadInputError, MisconfiguredError, RefusedError
from ombud.policy.model import Policy, known
from ombud.policy.parse import parse
from ombud.policy.versions.canonical import canonical
from ombud.policy.versions.diff import Difference, differences
from ombud.policy.versions.meaning import valid_on
from ombud.store.home import Home, read_text
from ombud.store.versions.notices import Entry, Issued, as_data, content, entry, of_day, written

FOLDER = "published"
_PLAIN = re.compile(r"[\w][\w.+-]{0,60}")


@dataclass(frozen=True, slots=True)
class Head:
    """What stands on a published version: its place in the row, its number, its first day, the digest of its facts, its notices."""

    number: int
    version: str
    effective: date
    sha256: str
    notices: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """One published version: its number, the day it takes effect, the digest of its facts, and the facts."""

    version: str
    effective: date
    sha256: str
    policy: Policy


def heads(home: Home) -> tuple[Head, ...]:
    """List every published version, in the order in which they were published."""
    folder = home.folder / FOLDER
    places = [place for place in folder.iterdir() if place.is_dir() and not place.name.startswith(".")] if folder.is_dir() else []
    return tuple(sorted(map(_head, places), key=lambda head: head.number))


def published(home: Home, version: str) -> Published | None:
    """Read one published version; refuse it when it was altered since."""
    head = next((head for head in heads(home) if head.version == version), None)
    return _opened(home, head) if head else None


def newest(home: Home) -> Published | None:
    """Give the version published last."""
    before = heads(home)
    return _opened(home, before[-1]) if before else None


def policy_on(home: Home, day: date) -> Published:
    """Give the published version that was valid on a day: what everything rendered for that day is made from."""
    return _opened(home, _head_on(home, day))


def notice_on(home: Home, day: date, language: str, form: str) -> bytes | None:
    """Give the very bytes of a notice as it was published and read on a day; None where its version keeps none of the kind."""
    head = _head_on(home, day)
    found = of_day(head.notices, language, form, day)
    if found is None:
        return None
    said = content(found, home.folder / FOLDER / head.version)
    if said is None:
        raise _altered(head.version)
    return said


def _head_on(home: Home, day: date) -> Head:
    before = {head.version: head for head in heads(home)}
    version = valid_on({name: head.effective for name, head in before.items()}, day)
    if version is None:
        hint = "Publish a version with `ombud publish`; before the first one took effect nothing was promised here."
        raise RefusedError("nothing-published", f"No published version was valid on {day}.", where=FOLDER, hint=hint)
    return before[version]


def publish(home: Home, say: Callable[[Policy, date], Iterable[Issued]]) -> Published:
    """Freeze the policy as it stands under its version number, with the notices that `say` makes; the same facts twice are one version."""
    policy, before = home.policy, heads(home)
    version, effective = _numbered(policy)
    if same := published(home, version):
        _refuse_changed(same, policy)
        return same
    _refuse_earlier(before, effective)
    text = canonical(policy)
    one = Published(version, effective, _digest(text), policy)
    _write(home.folder / FOLDER, one, text, len(before) + 1, tuple(say(policy, effective)))
    return one


def _numbered(policy: Policy) -> tuple[str, date]:
    """Give the version and its first day; refuse a policy that lacks either, or whose version cannot name a folder."""
    version, effective = known(policy.policy.version), known(policy.policy.effective)
    if version is None or effective is None:
        raise BadInputError(
            "version-unsaid", "The policy has no version or no first day yet.", where="policy", hint="Write both where the gaps stand."
        )
    if not _PLAIN.fullmatch(version):
        raise BadInputError("version-name", "The version cannot name a folder.", where="policy.version", hint="Write it as 3.0 or 2026-1.")
    return version, effective


def unannounced(home: Home) -> tuple[Published, tuple[Difference, ...]] | None:
    """Find the facts that changed since the newest version was published, where the version number did not."""
    before, policy = heads(home), home.parsed_policy.value
    if not before or policy is None or before[-1].version != policy.policy.version or before[-1].sha256 == _digest(canonical(policy)):
        return None
    last = _opened(home, before[-1])
    changed = differences(last.policy, policy)
    return (last, changed) if changed else None


def _refuse_changed(same: Published, policy: Policy) -> None:
    if changed := differences(same.policy, policy):
        where = ", ".join(".".join(one.path) for one in changed[:3]) + (" and more" if changed[3:] else "")
        hint = "Give the policy a new `version` and `effective`; a published version never changes."
        raise RefusedError("version-published", f"Version {same.version} is published with other facts.", where=where, hint=hint)


def _refuse_earlier(before: tuple[Head, ...], effective: date) -> None:
    if before and effective < before[-1].effective:
        hint = f"The last one takes effect on {before[-1].effective}; what was valid on a past day never changes."
        raise RefusedError(
            "version-earlier", "The policy takes effect before a version that is published.", where="policy.effective", hint=hint
        )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _write(folder: Path, one: Published, text: str, number: int, notices: tuple[Issued, ...]) -> None:
    """Write a version into a folder of its own, all of it or nothing."""
    facts = {"number": number, "version": one.version, "effective": one.effective.isoformat(), "sha256": one.sha256}
    work = folder / f".{one.version}.{os.getpid()}"
    try:
        work.mkdir(parents=True)
        (work / "policy.yaml").write_text(text, "utf-8")
        told = {**facts, "notices": list(map(as_data, written(notices, work)))}
        (work / "version.json").write_text(json.dumps(told, indent=2) + "\n", "utf-8")
        work.rename(folder / one.version)
    except OSError as error:
        hint = "Look whether somebody else has just published, and whether the home can be written to."
        raise RefusedError("publish-failed", f"The version was not written: {error.strerror}.", where=FOLDER, hint=hint) from None
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _head(place: Path) -> Head:
    try:
        facts = json.loads(read_text(place / "version.json"))
        notices = tuple(map(entry, facts.get("notices", ())))
        head = Head(int(facts["number"]), str(facts["version"]), date.fromisoformat(facts["effective"]), str(facts["sha256"]), notices)
    except (ValueError, KeyError, TypeError, BadInputError):
        raise _altered(place.name) from None
    if head.version != place.name:
        raise _altered(place.name)
    return head


def _opened(home: Home, head: Head) -> Published:
    text = read_text(home.folder / FOLDER / head.version / "policy.yaml")
    policy = parse(text, f"{FOLDER}/{head.version}/policy.yaml").value
    if policy is None or _digest(text) != head.sha256 or (policy.policy.version, policy.policy.effective) != (head.version, head.effective):
        raise _altered(head.version)
    return Published(head.version, head.effective, head.sha256, policy)


def _altered(version: str) -> MisconfiguredError:
    hint = "Put back the folder as it was published, from your backup or version control."
    return MisconfiguredError("published-altered", "A published version is not what was published.", where=f"{FOLDER}/{version}", hint=hint)
