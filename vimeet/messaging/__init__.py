"""The outbox: e-mail and SMS, written with the change they tell of, sent after commit."""
