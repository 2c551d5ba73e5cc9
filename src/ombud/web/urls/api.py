"""The addresses when only this space is mounted."""

from __future__ import annotations

from django.urls import include, path

from ombud.web.public.reading import health

urlpatterns = [path("health", health), path("api/v1/", include("ombud.web.api.urls"))]
handler400 = "ombud.web.failures.unwelcome"
handler403 = "ombud.web.failures.refused"
handler404 = "ombud.web.failures.missing"
handler500 = "ombud.web.failures.broken"
