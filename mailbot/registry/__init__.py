"""The viewing platform: register, view, void, history; built in or over HTTP.

`lookup` guards number and key against guessing; `mail_requests` answers 照会 and 検証.
"""
