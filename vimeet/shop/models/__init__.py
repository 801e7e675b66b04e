"""Packages, vouchers, orders, payments, invoices, bank statements, who sells, Stripe."""

from vimeet.shop.models.bank import BankEntry, BankFormat, BankStatement
from vimeet.shop.models.catalogue import BilledBy, EarlyPrice, Product, Voucher
from vimeet.shop.models.included import IncludedPlace
from vimeet.shop.models.invoices import Invoice, InvoiceCounter
from vimeet.shop.models.orders import Order, OrderLine
from vimeet.shop.models.payments import Payment
from vimeet.shop.models.seller import Seller
from vimeet.shop.models.stripe import (
    CardRefund,
    CheckoutSession,
    Dispute,
    StripeAccount,
    StripeEvent,
)

__all__ = [
    "BankEntry",
    "BankFormat",
    "BankStatement",
    "BilledBy",
    "CardRefund",
    "CheckoutSession",
    "Dispute",
    "EarlyPrice",
    "IncludedPlace",
    "Invoice",
    "InvoiceCounter",
    "Order",
    "OrderLine",
    "Payment",
    "Product",
    "Seller",
    "StripeAccount",
    "StripeEvent",
    "Voucher",
]
