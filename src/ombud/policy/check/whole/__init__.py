"""The policy as a whole: its versions, its measures, data that have no place in it."""

from ombud.policy.check.whole import data, measures, versions

CHECKS = (*versions.CHECKS, *measures.CHECKS, *data.CHECKS)
