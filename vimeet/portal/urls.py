"""The portal's addresses."""

from django.urls import include, path

from vimeet.portal.views import agenda, me, requests

app_name = "portal"

event_urls = [
    path("agenda/", agenda.AgendaView.as_view(), name="agenda"),
    path("requests/", requests.RequestsView.as_view(), name="requests"),
    path("requests/new/", requests.ChooseView.as_view(), name="choose"),
    path("requests/new/<int:pk>/", requests.ProposeView.as_view(), name="propose"),
    path("requests/<int:pk>/accept/", requests.AcceptView.as_view(), name="accept"),
    path("requests/<int:pk>/decline/", requests.DeclineView.as_view(), name="decline"),
    path("requests/<int:pk>/withdraw/", requests.WithdrawView.as_view(), name="withdraw"),
    path("me/", me.MeView.as_view(), name="me"),
    path("me/contact/", me.ContactView.as_view(), name="contact"),
    path("me/profile/", me.ProfileView.as_view(), name="profile"),
    path("me/block/", me.BlockView.as_view(), name="block"),
    path("me/block/<int:pk>/remove/", me.UnblockView.as_view(), name="unblock"),
]
urlpatterns = [
    path("", agenda.home, name="home"),
    path("<slug:organiser>/<slug:event>/", include(event_urls)),
]
