"""Secrets and proofs: the key ring, tokens of replies, and the audit chain."""
