"""The door's addresses."""

from django.urls import include, path

from vimeet.console.views import (
    delegations,
    events,
    journal,
    messages,
    orders,
    places,
    planning,
    plans,
    registration,
    registrations,
    requests,
    runs,
    shop,
    slots,
    types,
    vouchers,
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
    path(
        "registration/",
        registration.RegistrationSettingsView.as_view(),
        name="registration_settings",
    ),
    path("registrations/", registrations.RegistrationsView.as_view(), name="registrations"),
    path("registrations/<int:pk>/", registrations.RegistrationView.as_view(), name="registration"),
    *(
        path(
            f"registrations/<int:pk>/{act}/",
            registrations.RegistrationActionView.as_view(act_on=act),
            name=f"registration_{act}",
        )
        for act in ("approve", "wait", "refuse", "withdraw")
    ),
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
    path("shop/", shop.ShopView.as_view(), name="shop"),
    path("shop/packages/add/", shop.PackageAddView.as_view(), name="package_add"),
    path("shop/options/add/", shop.OptionAddView.as_view(), name="option_add"),
    path("shop/<int:pk>/", shop.ProductEditView.as_view(), name="product"),
    path("shop/<int:pk>/delete/", shop.ProductDeleteView.as_view(), name="product_delete"),
    path(
        "shop/<int:pk>/early-prices/add/",
        shop.EarlyPriceAddView.as_view(),
        name="early_price_add",
    ),
    path(
        "shop/early-prices/<int:pk>/delete/",
        shop.EarlyPriceDeleteView.as_view(),
        name="early_price_delete",
    ),
    path("shop/seller/", shop.SellerView.as_view(), name="seller"),
    path("vouchers/", vouchers.VouchersView.as_view(), name="vouchers"),
    path("vouchers/add/", vouchers.VoucherAddView.as_view(), name="voucher_add"),
    path("vouchers/<int:pk>/", vouchers.VoucherEditView.as_view(), name="voucher"),
    path("vouchers/<int:pk>/delete/", vouchers.VoucherDeleteView.as_view(), name="voucher_delete"),
    path("orders/", orders.OrdersView.as_view(), name="orders"),
    path("orders/add/", orders.OrderAddView.as_view(), name="order_add"),
    path("orders/<int:pk>/", orders.OrderView.as_view(), name="order"),
    path("orders/<int:pk>/place/", orders.OrderPlaceView.as_view(), name="order_place"),
    path("orders/<int:pk>/pay/", orders.OrderPayView.as_view(), name="order_pay"),
    path("orders/<int:pk>/refund/", orders.OrderRefundView.as_view(), name="order_refund"),
    path("orders/<int:pk>/end/", orders.OrderEndView.as_view(), name="order_end"),
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
