"""The portal's addresses."""

from django.urls import URLPattern, URLResolver, include, path

from vimeet.portal.views import (
    agenda,
    asking,
    calendars,
    directory,
    me,
    meetings,
    pictures,
    profile,
    programme,
    recommendations,
    requests,
    searches,
    webapp,
)

app_name = "portal"

# A meeting is named by its request: that stays the same while releases move it.
meeting_urls: list[URLPattern | URLResolver] = [
    path("", meetings.MeetingView.as_view(), name="meeting"),
    path("meeting.ics", meetings.MeetingCalendarView.as_view(), name="meeting_ics"),
    path("contacts/<int:person>.vcf", meetings.ContactCardView.as_view(), name="meeting_card"),
    path("note/", meetings.NoteView.as_view(), name="meeting_note"),
    path("message/", meetings.MessageView.as_view(), name="meeting_message"),
    path("move/", meetings.MoveView.as_view(), name="meeting_move"),
    path("cancel/", meetings.CancelView.as_view(), name="meeting_cancel"),
    path("keep/", meetings.KeepView.as_view(), name="meeting_keep"),
    path("report/", meetings.ReportView.as_view(), name="meeting_report"),
]

directory_urls: list[URLPattern | URLResolver] = [
    path("", directory.SearchView.as_view(), name="directory"),
    path("<int:pk>/", directory.ParticipantView.as_view(), name="participant"),
    path("<int:pk>/note/", directory.NoteView.as_view(), name="note"),
    path("<int:pk>/favourite/", directory.FavouriteView.as_view(), name="favourite"),
    path("searches/", searches.SearchesView.as_view(), name="searches"),
    path("searches/<int:pk>/mails/", searches.SearchMailsView.as_view(), name="search_mails"),
    path("searches/<int:pk>/delete/", searches.SearchDeleteView.as_view(), name="search_delete"),
]

event_urls: list[URLPattern | URLResolver] = [
    path("agenda/", agenda.AgendaView.as_view(), name="agenda"),
    path("agenda/agenda.pdf", agenda.AgendaPdfView.as_view(), name="agenda_pdf"),
    path("agenda/seen/", agenda.SeenView.as_view(), name="agenda_seen"),
    path("agenda/calendar/", calendars.CalendarView.as_view(), name="calendar"),
    path("agenda/calendar/open/", calendars.FeedOpenView.as_view(), name="feed_open"),
    path("agenda/calendar/close/", calendars.FeedCloseView.as_view(), name="feed_close"),
    path("agenda/meetings/<int:pk>/", include(meeting_urls)),
    path("directory/", include(directory_urls)),
    path("programme/", programme.ProgrammeView.as_view(), name="programme"),
    path("programme/<int:pk>/", programme.SessionView.as_view(), name="session"),
    path("programme/<int:pk>/leave/", programme.LeaveView.as_view(), name="session_leave"),
    path("requests/", requests.RequestsView.as_view(), name="requests"),
    path("requests/new/", asking.ChooseView.as_view(), name="choose"),
    path("requests/new/<int:pk>/", asking.ProposeView.as_view(), name="propose"),
    path("requests/answer/", requests.AnswerChosenView.as_view(), name="answer_chosen"),
    path("requests/never/", asking.NeverView.as_view(), name="never"),
    path("requests/never/<int:pk>/add/", asking.NeverAddView.as_view(), name="never_add"),
    path("requests/never/<int:pk>/remove/", asking.NeverRemoveView.as_view(), name="never_remove"),
    path("requests/<int:pk>/", requests.RequestView.as_view(), name="request"),
    path("requests/<int:pk>/accept/", requests.AcceptView.as_view(), name="accept"),
    path("requests/<int:pk>/decline/", requests.DeclineView.as_view(), name="decline"),
    path("requests/<int:pk>/withdraw/", requests.WithdrawView.as_view(), name="withdraw"),
    path("me/", me.MeView.as_view(), name="me"),
    path("me/contact/", me.ContactView.as_view(), name="contact"),
    path("me/registration/", me.RegistrationView.as_view(), name="registration"),
    path("me/profile/", profile.TextsView.as_view(), name="profile"),
    path("me/needs/", profile.TermsView.as_view(side="needs"), name="needs"),
    path("me/offers/", profile.TermsView.as_view(side="offers"), name="offers"),
    path("me/pictures/", pictures.PicturesView.as_view(), name="pictures"),
    *(
        path(f"me/{kind}/{step}", view.as_view(kind=kind), name=f"{kind}{name}")
        for kind in ("logo", "photo")
        for step, name, view in (
            ("", "", pictures.PictureChangeView),
            ("remove/", "_remove", pictures.PictureRemoveView),
        )
    ),
    path("pictures/<int:pk>/<int:size>.webp", pictures.PictureView.as_view(), name="picture"),
    path("plan/<int:pk>.webp", pictures.FloorPlanPictureView.as_view(), name="floor_plan_picture"),
    path("for-you/", recommendations.ForYouView.as_view(), name="for_you"),
    *(
        path(f"for-you/<int:pk>/{name}/", view.as_view(), name=f"for_you_{name}")
        for name, view in (
            ("ask", recommendations.AskView),
            ("dismiss", recommendations.DismissView),
            ("restore", recommendations.RestoreView),
        )
    ),
    path("me/block/", me.BlockView.as_view(), name="block"),
    path("me/block/<int:pk>/remove/", me.UnblockView.as_view(), name="unblock"),
]
urlpatterns = [
    path("", agenda.home, name="home"),
    path("offline/", webapp.OfflineView.as_view(), name="offline"),
    path("<slug:organiser>/<slug:event>/", include(event_urls)),
]
