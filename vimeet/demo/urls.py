"""The demo's own pages."""

from django.urls import path

from vimeet.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.index, name="index"),
    path("as/<slug:role>/", views.sign_in_as, name="sign_in_as"),
]
