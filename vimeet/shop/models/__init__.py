"""Packages, vouchers, orders, payments, and who sells."""

from vimeet.shop.models.catalogue import EarlyPrice, Product, Voucher
from vimeet.shop.models.orders import Order, OrderLine
from vimeet.shop.models.payments import Payment
from vimeet.shop.models.seller import Seller

__all__ = ["EarlyPrice", "Order", "OrderLine", "Payment", "Product", "Seller", "Voucher"]
