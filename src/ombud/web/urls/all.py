"""The addresses when everything is mounted together."""

from __future__ import annotations

from ombud.web.urls import api, console, public

urlpatterns = [*api.urlpatterns, *console.urlpatterns, *public.urlpatterns]
handler400 = "ombud.web.failures.unwelcome"
handler403 = "ombud.web.failures.refused"
handler404 = "ombud.web.failures.missing"
handler500 = "ombud.web.failures.broken"
