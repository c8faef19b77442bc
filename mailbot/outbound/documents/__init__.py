"""Documents as PDF: values in, bytes out.

`sheets` says what a document holds, `glyphs` what its faces can draw, and `render`
sets it with Typst from `templates/documents/`.  No clock, no network, no database.
"""
