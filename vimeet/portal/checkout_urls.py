"""Public addresses of the shop: the steps of a registration's order, and the order's own page."""

from django.urls import path

from vimeet.portal.views import card, checkout, orders

registration_urls = [
    path("packages/", checkout.PackagesView.as_view(), name="packages"),
    path("checkout/", checkout.CheckoutView.as_view(), name="checkout"),
    path("checkout/totals/", checkout.CheckoutTotalsView.as_view(), name="checkout_totals"),
]
order_urls = [
    path("order/<str:secret>/", orders.OrderView.as_view(), name="order"),
    path("order/<str:secret>/card/", card.CardView.as_view(), name="order_card"),
    path("order/<str:secret>/card/done/", card.CardDoneView.as_view(), name="order_card_done"),
    path("order/<str:secret>/transfer/", card.TransferView.as_view(), name="order_transfer"),
    path("order/<str:secret>/pro-forma.pdf", orders.ProformaView.as_view(), name="order_proforma"),
    path("order/<str:secret>/<int:pk>.pdf", orders.InvoiceView.as_view(), name="order_invoice"),
]
