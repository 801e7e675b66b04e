"""Public addresses of the shop: the steps of a registration's order, and the order's own page."""

from django.urls import path

from vimeet.portal.views import checkout

registration_urls = [
    path("packages/", checkout.PackagesView.as_view(), name="packages"),
    path("checkout/", checkout.CheckoutView.as_view(), name="checkout"),
]
order_urls = [
    path("order/<str:secret>/", checkout.OrderView.as_view(), name="order"),
    path(
        "order/<str:secret>/pro-forma.pdf", checkout.ProformaView.as_view(), name="order_proforma"
    ),
    path("order/<str:secret>/<int:pk>.pdf", checkout.InvoiceView.as_view(), name="order_invoice"),
]
