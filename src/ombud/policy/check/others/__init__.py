"""Others who decide, receive or carry: joint controllers, disclosures, agreements, adequate countries."""

from ombud.policy.check.others import disclosures, joint, standing

CHECKS = (*joint.CHECKS, *disclosures.CHECKS, *standing.CHECKS)
