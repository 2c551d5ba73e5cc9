"""The addresses of letters that people ask for; whoever stands behind one is sealed into it."""

from __future__ import annotations

from django.urls import path

from ombud.web.public.consent.letters import choosing, leaving, looking, signing

urlpatterns = [
    path("<lang:lang>/subscribe/<slug:name>", signing.subscribe, name="subscribe"),
    path("<lang:lang>/subscribe/<slug:name>/form.txt", signing.snippet, name="subscribe-snippet"),
    path("<lang:lang>/subscribed/<str:secret>", signing.confirm, name="subscribed"),
    path("<lang:lang>/letters/<str:token>", choosing.choose, name="letters-choose"),
    path("letters/open/<str:token>.gif", looking.opened, name="letters-open"),
    path("letters/to/<str:token>", looking.followed, name="letters-to"),
    path("letters/<str:token>", leaving.leave, name="letters-leave"),
]
