"""PURE. Mail that no person wrote, recognised before anything is answered.

`classify` tells its kind; `bounces` reads failed deliveries (RFC 3464),
`calendar_replies` iTIP, `notices` the texts of mail systems. May import `commands`,
`fold`, `message`, `prose`, `reading`, `reply` and `words`.
"""
