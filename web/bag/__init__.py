"""Evidence bags 证据包: what an auditor or archive takes away, to be checked without Zeren and without trusting us.

`scope` says what goes in, `proving` what shows that it stood in the log, `telling`, `provenance` and `reporting` say
it in words, `writing` lays it down, `making` puts all of it together; `archive` packs it for a download. What is in
``outside/`` goes into every bag as it is.
"""
