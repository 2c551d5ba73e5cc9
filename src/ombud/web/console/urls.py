"""The addresses of the console."""

from __future__ import annotations

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from ombud.web.console import cases, overview

urlpatterns = [
    path("", overview.overview, name="console"),
    path("login/", LoginView.as_view(template_name="console/login.html", next_page="console", extra_context={"lang": "en"}), name="login"),
    path("logout/", LogoutView.as_view(next_page="console"), name="logout"),
    path("cases/", cases.listed, name="cases"),
    path("cases/<slug:number>/", cases.shown, name="console-case"),
    path("cases/<slug:number>/<slug:verb>", cases.done, name="console-do"),
]
