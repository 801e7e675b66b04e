"""The desk's addresses."""

from django.urls import path

from vimeet.desk import meetings, views

app_name = "desk"
urlpatterns = [
    path("<slug:organiser>/<slug:event>/", views.SearchView.as_view(), name="home"),
    path("<slug:organiser>/<slug:event>/<int:pk>/", views.DelegateView.as_view(), name="delegate"),
    path(
        "<slug:organiser>/<slug:event>/meetings/<int:pk>/",
        meetings.MeetingView.as_view(),
        name="meeting",
    ),
    path(
        "<slug:organiser>/<slug:event>/meetings/<int:pk>/move/",
        meetings.MoveView.as_view(),
        name="meeting_move",
    ),
    path(
        "<slug:organiser>/<slug:event>/meetings/<int:pk>/cancel/",
        meetings.CancelView.as_view(),
        name="meeting_cancel",
    ),
    path("<slug:organiser>/<slug:event>/plan/", views.FloorPlanView.as_view(), name="floor_plan"),
    path(
        "<slug:organiser>/<slug:event>/plan/<int:pk>.webp",
        views.FloorPlanPictureView.as_view(),
        name="floor_plan_picture",
    ),
]
