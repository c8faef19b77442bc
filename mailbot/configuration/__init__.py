"""What the operator chooses, checked whole before anything starts.

`options` holds every table of the settings with its defaults ([limits], [listen] …),
`policy` is [policy], `settings` puts them together and `load_settings` reads them.
`load_office` reads branches, contractors, obligees and tariff (`office_entries`). Each
error names file, line and what to write instead (`tomlfile`). May import `assets`,
`core`, `errors` and `parsers`.
"""
