"""The rules of the house as data; a change here is a decision, and belongs in docs/decisions."""

from typing import Final

# a package imports only lower lines, and on its own line only itself
LADDER: Final = {
    11: ("__main__",),
    10: ("cli",),
    9: ("web",),
    8: ("rights", "consent", "retention", "intake", "registers", "incidents", "suppliers", "staff"),
    7: ("jobs", "messages", "store"),
    6: ("execute", "promises"),
    5: ("systems", "evidence"),
    4: ("notices", "exchange"),
    3: ("plan",),
    2: ("policy", "inventory"),
    1: ("errors", "settings"),
}
SIDEWAYS: Final = {("inventory", "policy"), ("promises", "execute")}  # the second: docs/decisions/0003

# Django begins at this line; an auditor reads evidence without it, and `ombud check` answers fast
DJANGO_FROM_LINE: Final = 7

# no clock, disk, network, randomness or environment: the moment and the text are arguments
PURE: Final = ("ombud.policy", "ombud.inventory", "ombud.plan", "ombud.notices", "ombud.exchange", "ombud.evidence.merkle")
IMPURE_IMPORTS: Final = frozenset(
    {
        *("os", "sys", "platform", "getpass", "locale", "signal", "ctypes"),
        *("time", "random", "secrets", "uuid"),
        *("pathlib", "io", "shutil", "tempfile", "glob", "fileinput", "importlib", "pkgutil", "mmap"),
        *("socket", "ssl", "http", "urllib.request", "smtplib", "imaplib", "socketserver", "select"),
        *("sqlite3", "dbm", "shelve", "subprocess", "multiprocessing", "threading", "asyncio", "concurrent", "logging"),
        *("django", "sqlalchemy", "psycopg", "pymysql", "imapclient", "rich", "click", "httpx", "requests"),
    },
)
PURE_CORNERS: Final = {("pathlib", "PurePath"), ("pathlib", "PurePosixPath"), ("io", "StringIO"), ("io", "BytesIO")}
IMPURE_CALLS: Final = frozenset({"open", "input", "print", "breakpoint", "exec", "eval", "__import__"})
IMPURE_METHODS: Final = frozenset(
    {"now", "utcnow", "today", "read_text", "read_bytes", "write_text", "write_bytes", "getenv", "urandom", "monotonic"},
)

MODULE_LINES: Final = 400
FUNCTION_LINES: Final = 50
MODULES_IN_A_FOLDER: Final = 9

# a module by one of these names says nothing of what it holds
EMPTY_MODULE_NAMES: Final = frozenset(
    {"service", "services", "util", "utils", "helper", "helpers", "manager", "managers", "common", "misc", "core", "lib"},
)
# a word we do not use, and the law's or the house's own word for it
WORDS: Final = {
    "data_subject": "subject",
    "user_data": "personal data, or the category's own name",
    "customer_data": "personal data, or the category's own name",
    "pii": "personal data",
    "gdpr_delete": "erase",
    "delete_person": "erase",
    "delete_subject": "erase",
    "purge": "erase (personal data) or delete (our own rows)",
    "wipe": "erase (personal data) or delete (our own rows)",
    "scrub": "anonymise",
    "anonymize": "anonymise",
    "pseudonymize": "pseudonymise",
    "dsar": "access",
    "dsr": "SubjectRequest",
    "opt_in": "given",
    "opt_out": "refused or withdrawn",
    "cookie_policy": "the cookie notice",
    "privacy_policy": "policy",
    "retry_policy": "policy means the privacy policy only",
    "password_policy": "policy means the privacy policy only",
    "cache_policy": "policy means the privacy policy only",
    "manager": "what it does",
    "helper": "what it does",
    "service": "what it does",
}

# the few places where any error at all is caught: `module:function`, with the reason
BROAD_EXCEPTS_AT_MOST: Final = 3
BROAD_EXCEPTS: Final[dict[str, str]] = {
    "ombud.jobs.work:attempt": "a job may fail in any way, and the runner goes on",
    "ombud.store.engine.together:_told": "work done for many fails for all of them, and each of them raises it",
    "ombud.web.public.consent.ahead:answering": "whatever goes wrong is raised again where pages tell of failures",
}
