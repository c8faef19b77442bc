"""`/verify`: guarantee number and key open a certificate (specification 4.2).

`routes` leads to `views`; `form` reads what was typed, `record` what is on file,
`session` remembers for ten minutes, `presenter` and `templates` show it.
"""
