"""Backup: the record carried to another medium, in a form that outlives databases, and brought back from there.

====================  ==================================================================================
`sealing`             a file encrypted in numbered pieces, so that none can be lost, moved or cut off unseen
`vault`               a folder into which files come whole or not at all, and are never changed
`manifest`            what one run added, signed by the log, each naming the one before
`lines`               rows of the ledger, and what is kept of proofs, as lines of canonical JSON
`making`              a run: what is new since the last one, read again before it counts
`verifying`           the whole folder from its first byte: nothing missing, nothing changed, the signed root
`tables`              keys and secrets, row by row, from either database
`restoring`           a ledger and its proofs from a backup, in an empty place
====================  ==================================================================================
"""
