"""Reading requests, runs, plans and agendas: one module per subject."""
