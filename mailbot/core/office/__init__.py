"""The surety's own data and calendar: office, hours, premium, names, era dates.

Pure: what is configured comes in as values.
"""
