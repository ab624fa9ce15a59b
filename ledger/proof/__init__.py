"""Proof: what shows, to somebody who trusts neither this program nor its database, that the record was kept.

====================  ==================================================================================
`tree`                the Merkle tree of RFC 6962, its proofs and their verification (RFC 9162)
`note`                signed notes of C2SP: keys, signatures, what is read from them
`checkpoint`          the signed statement "the log had so many entries, and this was its root"
`leaf`                what of an entry goes into the tree
`bundle`              the proof of one entry as a file (C2SP tlog-proof)
`keys`                the log's own signing key
`store`               what is kept of all this: hashes of leaves, checkpoints, cosignatures
`sealing`             making a checkpoint from the rows of the ledger
====================  ==================================================================================
"""
