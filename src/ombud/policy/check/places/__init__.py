"""Places and pictures: cameras, photos, letters in the post."""

from ombud.policy.check.places import posting, recording, surveillance

CHECKS = (*surveillance.CHECKS, *recording.CHECKS, *posting.CHECKS)
