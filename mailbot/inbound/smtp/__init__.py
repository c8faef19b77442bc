"""The SMTP and LMTP server (RFC 5321, RFC 2033): listener, session, limits, spool."""
