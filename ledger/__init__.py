"""What has happened: the only code that knows the event store and its proofs."""
