"""The demo's own pages."""

from django.urls import path

from vimeet.demo import stripe_views, views

app_name = "demo"
urlpatterns = [
    path("", views.index, name="index"),
    path("stripe/v1/<path:path>", stripe_views.api, name="stripe_api"),
    path("stripe/pay/<str:number>/", stripe_views.pay, name="stripe_pay"),
    path("as/<slug:role>/", views.sign_in_as, name="sign_in_as"),
]
