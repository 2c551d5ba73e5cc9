"""Whether each change of the policy came as a version, in every language, and people were asked anew (GDPR Art. 13(3), 7(1))."""

from __future__ import annotations

from ombud.policy.statements import Statement
from ombud.promises.editions import Edition
from ombud.promises.looking import Check, Looking, counted, unproven

_NONE = "No version was published here yet."
_PUBLISH = "Publish it with `ombud publish`."


def each_change(_: Statement, looking: Looking) -> Check:
    """Look whether the facts have changed under a number that is published, or two versions share a number or go back in time."""
    found = looking.kept.editions()
    if found.problem:
        return Check("broken", "a version was altered", found.problem, "Put it back as it was published, from a backup.")
    if not found.published:
        return unproven(_NONE, _PUBLISH)
    if found.unannounced:
        cause = f"{counted(found.unannounced, 'fact')} changed since version {found.published[-1].version}, and the number did not."
        return Check(
            "broken", counted(found.unannounced, "change") + " without a version", cause, f"Give it a new number and day. {_PUBLISH}"
        )
    days = [one.effective for one in found.published]
    if days != sorted(days):
        return Check("broken", "a version from before", "A later version takes effect earlier.", "Publish the newest with a later day.")
    return Check("kept", f"{counted(len(days), 'version')} published, each with a number and a day of its own")


def languages(_: Statement, looking: Looking) -> Check:
    """Look whether each published version has a notice in every language that it promises, as it was published."""
    found = looking.kept.editions()
    if found.problem:
        return Check("broken", "a version was altered", found.problem, "Put it back as it was published, from a backup.")
    if not found.published:
        return unproven(_NONE, _PUBLISH)
    lacking = [(one.version, lang) for one in found.published for lang in sorted(set(one.promised) - set(one.said))]
    if lacking:
        cause = f"Not to be read: {', '.join(f'{version} in {lang}' for version, lang in lacking)}."
        return Check(
            "broken", f"{counted(len(lacking), 'notice')} missing", cause, "Put them back from a backup, or publish a new version."
        )
    return Check("kept", f"{counted(sum(map(_said, found.published)), 'notice')} in {counted(len(found.published), 'version')}")


def _said(one: Edition) -> int:
    return len(set(one.promised))


def asked_again(_: Statement, looking: Looking) -> Check:
    """Look whether anything was sent on a consent to what the policy said before it said something else."""
    found, policy, choices = looking.kept.editions(), looking.scene.policy, looking.kept.choices
    if found.problem:
        return Check("broken", "a version was altered", found.problem, "Put it back as it was published, from a backup.")
    if len(found.published) < 2 or choices is None:  # noqa: PLR2004 - a change is between two
        return unproven("Fewer than two versions were published here: nothing has changed yet.", "It is looked at again when one has.")
    names = [name for name, one in policy.activities.items() if choices.agreed(name)]
    if not names:
        return unproven("Nobody has agreed to anything here.", "It is looked at again when somebody has.")
    if bad := sum(choices.sends(name, (name, *policy.activities[name].purposes)).outdated for name in names):
        cause = "They had agreed to what the policy said before, and were not asked again."
        return Check("broken", f"{counted(bad, 'person')} written to", cause, "Ask them anew before anything more is sent.")
    return Check("kept", f"{counted(len(found.published), 'version')} published; nobody was written to on a consent to an earlier meaning")
