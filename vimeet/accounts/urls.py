"""Sign-in and account addresses."""

from django.urls import path

from vimeet.accounts import views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.SignInView.as_view(), name="sign_in"),
    path("sign-in/sent/", views.LinkSentView.as_view(), name="link_sent"),
    path("sign-in/<str:token>/", views.use_link, name="use_link"),
    path("sign-out/", views.SignOutView.as_view(), name="sign_out"),
    path("account/", views.AccountView.as_view(), name="account"),
    path("account/password/", views.PasswordView.as_view(), name="password"),
]
