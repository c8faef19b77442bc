"""`/verify`: number and key open a certificate, for obligees (specification 4.2)."""
