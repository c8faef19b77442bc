"""Mails as bytes: templates, tables, wording, MIME.  Pure but for reading templates."""
