"""PURE. Octets to text: every octet string gives text, and how it was decoded.

`mime`, `header`, `envelope`, `charset` and `transfer` take a mail apart; `body`,
`lines`, `html` and `hidden_html` show what people see; `cms`, `pgp_armour`, `uuencoded`
and `gateway_text` are what else stands in it. May import `fold`, `reading` and `words`.
"""
