"""Invoices as documents: what they say, the XML inside, the PDF around it."""
