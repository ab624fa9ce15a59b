"""Papers 文书: what an office prints, signs and files. A paper is laid out once, as blocks, and written by format.

`paper` says what a paper consists of, `word` writes it as a Word file in the layout of official papers (GB/T 9704);
one module a paper puts the blocks together from what pages read too.
"""
