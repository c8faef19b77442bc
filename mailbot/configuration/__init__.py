"""What the operator chooses, checked whole before anything starts.

`settings`, `options` and `policy` describe every option; `load_settings` reads them.
`load_office` reads branches, contractors, obligees and tariff (`office_entries`). Each
error names file, line and what to write instead (`tomlfile`). May import `assets`,
`core`, `errors` and `parsers`.
"""
