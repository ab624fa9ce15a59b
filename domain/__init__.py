"""What may happen: one module per kind of record, and the rules that judge them.

Standard library only. Nothing here reads a clock, a database or a view.
"""
