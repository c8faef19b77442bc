"""PDFs: key notice, certificate, statement; rendered, signed, examined."""
