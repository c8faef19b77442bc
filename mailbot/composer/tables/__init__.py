"""The rows that mails show: application, change, enquiry, obligee."""
