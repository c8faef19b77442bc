"""Octets to text: MIME parts, headers, charsets, transfer encodings, lines, HTML.

Pure; every octet string gives text and says how it was decoded.  Imports nothing of the
other rooms but `parsers.reading` and `parsers.fold`.
"""
