"""Read models: what the entries of the ledger mean, one file a question."""
