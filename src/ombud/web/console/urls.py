"""The addresses of the console."""

from __future__ import annotations

from django.urls import path

from ombud.web.console import cases, overview
from ombud.web.console.staff.urls import urlpatterns as of_staff

urlpatterns = [
    path("", overview.overview, name="console"),
    *of_staff,
    path("cases/", cases.listed, name="cases"),
    path("cases/<slug:number>/", cases.shown, name="console-case"),
    path("cases/<slug:number>/<slug:verb>", cases.done, name="console-do"),
]
