"""The e-mail desk of a Japanese construction surety.

A mail: inbound, store ─> intake ─> sandbox, parsers ─> core.decide ─> store ─> jobs
An effect: jobs ─> composer ─> delivery, or jobs ─> documents ─> registry ─> web

in       `inbound` `web` `authentication` `network`; strangers' files in the `sandbox`
decide   `intake` loads, `core` decides (pure), `store` keeps, in one transaction
out      `jobs` work: `composer` `delivery` `documents` `registry`
people   `cli` `staff` for the office, `server` `maintenance` `replay` for the operator
ground   `configuration` `security`, and here `app` `assets` `errors` `log`
"""

__version__ = "0.1.0"
