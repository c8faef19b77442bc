"""A running installation: `server` starts and stops workers, timer and listeners.

`data_lock` keeps a second one away from the data, `tls` loads the certificate. May
import `app`, `assets`, `configuration`, `errors`, `inbound`, `jobs`, `network`,
`security`, `store` and `web`.
"""
