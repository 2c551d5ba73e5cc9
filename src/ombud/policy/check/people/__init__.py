"""People who are looked into, asked or young: screenings, surveys, children."""

from ombud.policy.check.people import children, screening, survey

CHECKS = (*children.CHECKS, *screening.CHECKS, *survey.CHECKS)
