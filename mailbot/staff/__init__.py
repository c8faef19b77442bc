"""What people of the office see and do: command line and console stand on it.

`clerk` opens store and office for one person; `actions`, `approval`, `tasks` and
`bank_import` are what they do, each an event. `board`, `mail_log`, the pages and
explanations are values, and `section`s of them for any surface. `words` names every
code. No Typst, signer, worker or terminal. May import `assets`, `composer`,
`configuration`, `core`, `errors`, `intake`, `parsers` and `store`.
"""
