"""How configuration is read and checked: behind `mailbot.settings` and `.reference`.

tomlfile  a TOML file that knows its lines     kinds     what a value may be
options   the tables of mailbot.toml           entries   those of the data files
outgoing  the setting `outbound`               datafile  a file of entries
contradictions  settings that clash            agreement entries that clash
page      docs/configuration.md                holidays  when nobody works
"""
