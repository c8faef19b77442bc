"""PURE. Words as data: nothing here reads a mail.

`form_labels` and `labels` are the form's, `english` its English; `phrases`, `courtesy`,
`courtesy_phrases`, `gateway_phrases` and `interim_declarations` sentences. May import
`fold`, `reading` and `values`.
"""
