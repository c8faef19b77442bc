"""How configuration is read and checked: behind `mailbot.settings` and `.reference`.

tomlfile       a TOML file that knows its lines, and problems as sentences
options        the tables of mailbot.toml      entries   the data files' entries
outgoing       the setting `outbound`          datafile  a file of entries
contradictions settings that clash             agreement entries that clash
holidays       days on which nobody works      page      docs/configuration.md
"""
