"""What is sold: packages, options, vouchers, orders, payments."""
