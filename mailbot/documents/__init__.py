"""PDFs: key notice, certificate, premium statement; made, signed, examined.

`sheets` and `printed_values` are what is printed, `typst` sets it, `glyphs` and `qr`
help, `maker` puts it together with `embedded_json`. `signers` sign (`pades`,
`select_signer`, `demo_certificate`). `examine` and `page_text` read a PDF that somebody
sent. Another document is its template in `templates/documents/`, its values in
`printed_values` and `sheets`, and its name in `core/model/effects.py`. May import
`assets`, `configuration`, `core`, `errors`, `parsers` and `security`.
"""
