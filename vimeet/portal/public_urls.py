"""Public addresses: an event's page and the way into it."""

from django.urls import URLPattern, URLResolver, include, path

from vimeet.portal import checkout_urls
from vimeet.portal.views import programme, questions, registration, searches

app_name = "register"

registration_urls = [
    path("", registration.OverviewView.as_view(), name="registration"),
    path("company/", registration.CompanyView.as_view(), name="company"),
    path("questions/", questions.QuestionsView.as_view(), name="questions"),
    path("files/<slug:question>/", questions.FileView.as_view(), name="file"),
    path("keep/<slug:step>/", registration.KeepView.as_view(), name="keep"),
    path("confirm/", registration.ConfirmAgainView.as_view(), name="confirm"),
    path("send/", registration.SendView.as_view(), name="send"),
    *checkout_urls.registration_urls,
    path("accept/", registration.AcceptOfferView.as_view(), name="accept"),
    path("withdraw/", registration.WithdrawView.as_view(), name="withdraw"),
]
event_urls: list[URLPattern | URLResolver] = [
    path("", registration.EventView.as_view(), name="event"),
    path("programme/", programme.PublicProgrammeView.as_view(), name="programme"),
    path("programme.ics", programme.PublicCalendarView.as_view(), name="programme_ics"),
    path("programme/<int:pk>/", programme.PublicSessionView.as_view(), name="session"),
    path("register/", registration.StartView.as_view(), name="start"),
    path("r/<str:token>/", include(registration_urls)),
    *checkout_urls.order_urls,
    path("searches/<str:token>/stop/", searches.StopSearchView.as_view(), name="stop_search"),
]
urlpatterns = [path("<slug:organiser>/<slug:event>/", include(event_urls))]
