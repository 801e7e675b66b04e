"""The door's addresses."""

from django.urls import include, path

from vimeet.console.views import (
    delegations,
    events,
    journal,
    messages,
    places,
    planning,
    plans,
    requests,
    runs,
    slots,
    types,
)

app_name = "console"

event_patterns = [
    path("", events.EventView.as_view(), name="event"),
    path("edit/", events.EventEditView.as_view(), name="event_edit"),
    path("slots/", slots.SlotsView.as_view(), name="slots"),
    path("slots/add/", slots.SlotAddView.as_view(), name="slot_add"),
    path("slots/<int:pk>/", slots.SlotEditView.as_view(), name="slot"),
    path("slots/<int:pk>/delete/", slots.SlotDeleteView.as_view(), name="slot_delete"),
    path("places/", places.PlacesView.as_view(), name="places"),
    path("places/add/", places.PlaceAddView.as_view(), name="place_add"),
    path("places/<int:pk>/", places.PlaceEditView.as_view(), name="place"),
    path("places/<int:pk>/delete/", places.PlaceDeleteView.as_view(), name="place_delete"),
    path("types/", types.TypesView.as_view(), name="types"),
    path("types/add/", types.TypeAddView.as_view(), name="type_add"),
    path("types/<int:pk>/", types.TypeEditView.as_view(), name="type"),
    path("types/<int:pk>/delete/", types.TypeDeleteView.as_view(), name="type_delete"),
    path("delegations/", delegations.DelegationsView.as_view(), name="delegations"),
    path("delegations/add/", delegations.DelegationAddView.as_view(), name="delegation_add"),
    path("delegations/<int:pk>/", delegations.DelegationView.as_view(), name="delegation"),
    path(
        "delegations/<int:pk>/edit/",
        delegations.DelegationEditView.as_view(),
        name="delegation_edit",
    ),
    path(
        "delegations/<int:pk>/delete/",
        delegations.DelegationDeleteView.as_view(),
        name="delegation_delete",
    ),
    path(
        "delegations/<int:pk>/delegates/add/",
        delegations.DelegateAddView.as_view(),
        name="delegate_add",
    ),
    path("delegates/<int:pk>/", delegations.DelegateEditView.as_view(), name="delegate"),
    path(
        "delegates/<int:pk>/remove/",
        delegations.DelegateRemoveView.as_view(),
        name="delegate_remove",
    ),
    path("requests/", requests.RequestsView.as_view(), name="requests"),
    path("requests.csv", requests.RequestsCsvView.as_view(), name="requests_csv"),
    path("requests/add/", requests.RequestAddView.as_view(), name="request_add"),
    path("requests/<int:pk>/", requests.RequestView.as_view(), name="request"),
    path(
        "requests/<int:pk>/accept/",
        requests.RequestAnswerView.as_view(answer="accept"),
        name="request_accept",
    ),
    path(
        "requests/<int:pk>/decline/",
        requests.RequestAnswerView.as_view(answer="decline"),
        name="request_decline",
    ),
    path(
        "requests/<int:pk>/withdraw/",
        requests.RequestAnswerView.as_view(answer="withdraw"),
        name="request_withdraw",
    ),
    path("planning/", planning.PlanningView.as_view(), name="planning"),
    path("planning/runs/<int:pk>/", runs.RunView.as_view(), name="run"),
    path("planning/runs/<int:pk>/stop/", runs.StopRunView.as_view(), name="run_stop"),
    path("planning/runs/<int:pk>/restart/", runs.RestartRunView.as_view(), name="run_restart"),
    path("planning/versions/<int:number>/", plans.PlanView.as_view(), name="plan"),
    path(
        "planning/versions/<int:number>/release/",
        plans.ReleaseView.as_view(),
        name="plan_release",
    ),
    path(
        "planning/versions/<int:number>/rollback/",
        plans.RollbackView.as_view(),
        name="plan_rollback",
    ),
    path("messages/", messages.MessagesView.as_view(), name="messages"),
    path("messages/<int:pk>/", messages.MessageView.as_view(), name="message"),
    path("messages/<int:pk>/resend/", messages.MessageResendView.as_view(), name="message_resend"),
    path("journal/", journal.JournalView.as_view(), name="journal"),
]

urlpatterns = [
    path("", events.EventsView.as_view(), name="events"),
    path("new/", events.NewEventView.as_view(), name="event_new"),
    path("<slug:organiser>/<slug:event>/", include(event_patterns)),
]
