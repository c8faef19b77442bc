"""mailbot: the e-mail desk of a Japanese construction surety."""

__version__ = "0.1.0"
