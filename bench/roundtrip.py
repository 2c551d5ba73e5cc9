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
from ombud.policy.statements import Statement, statements

LANGUAGES: tuple[Language, ...] = ("da", "sv", "nb", "en")
DAY = date(2026, 2, 2)


class RoundTrip:
    """Says policies as plain text and reads them back, with one reader a language."""

    def __init__(self) -> None:
        """Make the four readers."""
        voices = {language: Voice(language_pack(language), phrasebook(language)) for language in LANGUAGES}
        self.readers = {language: Reader(voice) for language, voice in voices.items()}
        self.maker = Maker(voices["en"])

    def differences(self, policy: Policy, language: Language, said: tuple[Statement, ...] = ()) -> Counter[Told]:
        """Give what the text says and the policy does not, and the other way round; `said` spares stating the policy again."""
        teller = Teller(policy, speaking(language, policy), DAY)
        said = said or statements(policy)
        made = notice(teller, said)
        lines, read = tuple(made.lines()), read_text(text(made), self.readers[language])
        if read == tuple([line.told for line in lines]) and sorted([line.id for line in lines]) == sorted([one.id for one in said]):
            return Counter()  # every statement once, read in the order in which it was said
        meant, found = Counter(map(teller.told, said)), Counter(read)
        return (meant - found) + (found - meant)

    def misread(self, policy: Policy, language: Language, said: tuple[Statement, ...] = ()) -> bool:
        """Tell whether a policy is not read back as it was meant."""
        try:
            return bool(self.differences(policy, language, said))
        except UnreadableError:
            return True


POLICIES, GOAL = 10_000, 200


def figures(scale: float, _engines: object) -> Iterator[Figure]:
    """Make policies by chance; say and read each in every language.

    One policy here is everything one policy states, stated, said as a whole notice in one language and read back; four languages are
    told beside it. The rates are of CPU of one processor.
    """
    trip, stating, wrong, said = RoundTrip(), 0.0, 0, 0
    spent = dict.fromkeys(LANGUAGES, 0.0)
    count = max(1, round(POLICIES * scale))
    for seed in range(count):
        policy = trip.maker.policy(Random(seed))
        began = time.process_time()
        stated = statements(policy)
        stating += time.process_time() - began
        said += len(stated)
        for language in LANGUAGES:
            began = time.process_time()
            wrong += trip.misread(policy, language, stated)
            spent[language] += time.process_time() - began
    what = f"{count:,} policies of {said / count:.0f} statements; {wrong} misread in four languages"
    for language, took in spent.items():
        rate = count / (stating + took)
        yield Figure(f"round trip in {language}: policies a second", f"{rate:.0f}", str(GOAL), GOAL / rate, 1.0, what)
    yield Figure("round trip in all four: policies a second", f"{count / (stating + sum(spent.values())):.0f}", note=what)
    assert not wrong, f"{wrong} misread"
