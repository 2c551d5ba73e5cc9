"""How many worlds an ordinary run looks at; each is swept or asked in memory and on SQLite."""

from hypothesis import HealthCheck, Phase, settings

# a failing world is shrunk for at most as long as it was looked for: the report names the faulty field, not a puzzle
settings.register_profile(
    "plan",
    parent=settings.get_profile("ombud"),
    max_examples=200,
    report_multiple_bugs=False,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much),
)
