"""The addresses of signing in, second factors and people; what allauth has and is not here is not served."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.urls import path

from ombud.web.console.staff import people, reading
from ombud.web.console.staff.own import sessions
from ombud.web.console.staff.settings import PROVIDER

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("login/inactive/", account.account_inactive, name="account_inactive"),
    path("login/second/", mfa.authenticate, name="mfa_authenticate"),
    path("login/passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("login/work/", oidc.login, {"provider_id": PROVIDER}, name="openid_connect_login"),
    path("login/work/back/", oidc.callback, {"provider_id": PROVIDER}, name="openid_connect_callback"),
    path("login/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("login/error/", social.login_error, name="socialaccount_login_error"),
    path("me/", mfa.index, name="mfa_index"),
    path("me/language", people.language, name="staff-language"),
    path("me/sessions/", sessions.sessions, name="staff-sessions"),
    path("me/password/", account.password_change, name="account_change_password"),
    path("me/again/", account.reauthenticate, name="account_reauthenticate"),
    path("me/again/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("me/again/passkey/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("me/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("me/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("me/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("me/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("me/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("me/passkeys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("me/passkeys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("people/", people.people, name="people"),
    path("people/<int:who>/<slug:verb>", people.change, name="people-change"),
    path("cases/<slug:number>/open", reading.open_person, name="console-open"),
]
