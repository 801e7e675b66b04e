"""Packages, vouchers, orders, payments, invoices, and who sells."""

from vimeet.shop.models.catalogue import EarlyPrice, Product, Voucher
from vimeet.shop.models.invoices import Invoice, InvoiceCounter
from vimeet.shop.models.orders import Order, OrderLine
from vimeet.shop.models.payments import Payment
from vimeet.shop.models.seller import Seller

__all__ = [
    "EarlyPrice",
    "Invoice",
    "InvoiceCounter",
    "Order",
    "OrderLine",
    "Payment",
    "Product",
    "Seller",
    "Voucher",
]
