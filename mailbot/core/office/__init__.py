"""PURE. The surety's own data and calendar.

`office` holds branches, contractors, obligees, tariff and policy, `obligee_channel` how
an obligee takes delivery; `business_hours`, `premium`, `names`, `language` and
`era_dates` compute with them. May import `parsers`.
"""
