"""What a policy says, said in four languages and read back: how many policies a second, and whether any fact changed on the way."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from random import Random

from bench.measure import Figure
from bench.policies import Maker
from ombud.execute.languages import language_pack, phrasebook, speaking
from ombud.notices.privacy.layout import notice
from ombud.notices.privacy.plain import text
from ombud.notices.readback.document import UnreadableError, read_text
from ombud.notices.readback.sentence import Reader
from ombud.notices.saying.phrasebook import Voice
from ombud.notices.saying.told import Teller, Told
from ombud.policy.model import Language, Policy
from ombud.policy.statements import statements

LANGUAGES: tuple[Language, ...] = ("da", "sv", "nb", "en")
DAY = date(2026, 2, 2)


class RoundTrip:
    """Says policies as plain text and reads them back, with one reader a language."""

    def __init__(self) -> None:
        """Make the four readers."""
        voices = {language: Voice(language_pack(language), phrasebook(language)) for language in LANGUAGES}
        self.readers = {language: Reader(voice) for language, voice in voices.items()}
        self.maker = Maker(voices["en"])

    def differences(self, policy: Policy, language: Language) -> Counter[Told]:
        """Give what the text says and the policy does not, and the other way round."""
        teller = Teller(policy, speaking(language, policy), DAY)
        said = statements(policy)
        meant = Counter(map(teller.told, said))
        read = Counter(read_text(text(notice(teller, said)), self.readers[language]))
        return (meant - read) + (read - meant)

    def misread(self, policy: Policy, language: Language) -> bool:
        """Tell whether a policy is not read back as it was meant."""
        try:
            return bool(self.differences(policy, language))
        except UnreadableError:
            return True


POLICIES, GOAL = 10_000, 200


def figures(scale: float, _engines: object) -> Iterator[Figure]:
    """Make policies by chance; say and read each in every language; tell the rate beside the goal, and what was misread."""
    trip, spent, wrong, said = RoundTrip(), 0.0, 0, 0
    count = max(1, round(POLICIES * scale))
    for seed in range(count):
        policy = trip.maker.policy(Random(seed))
        said += len(statements(policy))
        began = time.process_time()
        wrong += sum(trip.misread(policy, language) for language in LANGUAGES)
        spent += time.process_time() - began
    rate = count / spent
    note = (
        f"{count:,} policies of {said / count:.0f} statements, each in 4 languages; {wrong} misread; ratio to the goal of {GOAL} a second"
    )
    yield Figure("round trip: policies a second", f"{rate:.0f}", str(GOAL), GOAL / rate, 1.0, note)
