"""Mails as octets: the core's values in, the final message out.

Pure, but for reading the templates once. `composer` does it all, `templates` and
`template_context` fill in, `wording` and `english` write values, `text_layout` sets
lines, `mime` writes octets. `tables/` are the rows that mails show; `answer_form` and
`application_workbook` what a contractor fills in. May import `core` and `parsers`.
"""
