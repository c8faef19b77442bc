"""PDFs: key notice, certificate, premium statement; made, signed, examined.

`sheets` and `printed_values` are what is printed, `typst` sets it, `glyphs` and `qr`
help, `maker` adds `embedded_json`. `signers` sign (`pades`, `select_signer`,
`demo_certificate`). `examine` and `page_text` read a PDF that somebody sent. Another
document is a template, a place in each file that makes one, and its name in
`core/model/effects.py` and `composer/tables/obligee.py`. May import `assets`,
`configuration`, `core`, `errors`, `parsers` and `security`.
"""
