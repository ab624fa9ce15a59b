"""Pictures 图: numbers of the views drawn as SVG. Pure functions: the same data give the same bytes.

Nothing is told by colour alone: every mark has a shape of its own, every area a pattern, every number stands in a
table beside its picture. Addresses are handed in with the data. Why not a library: docs/decisions/0022.
"""
