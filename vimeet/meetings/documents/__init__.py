"""An agenda in other forms than a page: calendar, contact card, paper."""
