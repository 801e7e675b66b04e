"""The desk's addresses."""

from django.urls import path

from vimeet.desk import views

app_name = "desk"
urlpatterns = [
    path("<slug:organiser>/<slug:event>/", views.SearchView.as_view(), name="home"),
    path("<slug:organiser>/<slug:event>/<int:pk>/", views.DelegateView.as_view(), name="delegate"),
]
