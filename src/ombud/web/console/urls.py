"""The addresses of the console."""

from __future__ import annotations

from django.urls import path

from ombud.web.console import cases, letters, overview, promises
from ombud.web.console.registers import datamap, evidence, failures, findings, holds, sweeps, systems
from ombud.web.console.staff.reading import open_hold
from ombud.web.console.staff.urls import urlpatterns as of_staff

urlpatterns = [
    path("", overview.overview, name="console"),
    *of_staff,
    path("look", promises.look, name="look"),
    path("promises/<slug:status>/", promises.listed, name="promises"),
    path("promise/<path:statement>/publish", promises.publish, name="promise-publish"),
    path("promise/<path:statement>/unpublish", promises.unpublish, name="promise-unpublish"),
    path("promise/<path:statement>", promises.shown, name="promise"),
    path("evidence/", evidence.listed, name="evidence"),
    path("evidence/verify", evidence.verify, name="evidence-verify"),
    path("evidence/sign", evidence.sign, name="evidence-sign"),
    path("holds/", holds.listed, name="holds"),
    path("holds/add", holds.add, name="hold-add"),
    path("holds/<slug:hold>/open", open_hold, name="hold-open"),
    path("holds/<slug:hold>/release", holds.release, name="hold-release"),
    path("sweeps/", sweeps.listed, name="sweeps"),
    path("sweeps/look", sweeps.look, name="sweep-look"),
    path("sweeps/<slug:plan>/", sweeps.shown, name="sweep"),
    path("sweeps/<slug:plan>/carry-out", sweeps.carry_out, name="sweep-do"),
    path("systems/", systems.listed, name="systems"),
    path("systems/look", systems.looked, name="systems-look"),
    path("findings/", findings.listed, name="findings"),
    path("failures/", failures.listed, name="failures"),
    path("failures/letters/<slug:letter>/again", failures.letter, name="failure-letter"),
    path("failures/work/<int:job>/again", failures.work, name="failure-work"),
    path("map/", datamap.shown, name="map"),
    path("cases/", cases.listed, name="cases"),
    path("cases/new", cases.new, name="case-new"),
    path("cases/<slug:number>/letters/", letters.shown, name="case-letters"),
    path("cases/<slug:number>/letters/<int:letter>.pdf", letters.printed, name="case-letter"),
    path("cases/<slug:number>/documents/<int:document>", letters.document, name="case-document"),
    path("cases/<slug:number>/pieces/<int:piece>", letters.piece, name="case-piece"),
    path("cases/<slug:number>/answer.zip", letters.answer, name="case-answer"),
    path("cases/<slug:number>/", cases.shown, name="console-case"),
    path("cases/<slug:number>/<slug:verb>", cases.done, name="console-do"),
]
