"""PURE. What each mail says: one class a kind; the words are the templates'.

`conversation` before はい, `agreement`, `certificate` and `cancellation` after it,
`submission` on the way to the obligee, `enquiry` and `obligee_enquiry` for those who
ask. `form_rows` is what several show, `stored` keeps them as JSON. A new kind of mail
is a class in one of these, its templates in `templates/mail/` and a golden of each. May
import `model`, `office`, `parsers` and `rules`.
"""
