"""The addresses of the banner: all under one path, so that a website hands that path to us and asks on its own pages."""

from __future__ import annotations

from django.urls import path

from ombud.web.public.consent import reading, refusing, taking

urlpatterns = [
    path(taking.PATH.lstrip("/"), refusing.refuse, name="consent-choice"),
    path("consent/<lang:lang>/", reading.page, name="cookies"),
    path("consent/<str:name>", reading.file, name="consent-file"),
    path(".well-known/gpc.json", reading.gpc, name="gpc"),
]
