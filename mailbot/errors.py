"""Our own exceptions: each text is a whole sentence for the operator.

No text here is ever sent to a peer, and none holds an address, a subject, a key
or a password: the outside gets a fixed reply, the inside gets the sentence.
"""


class MailbotError(Exception):
    """Anything we raise on purpose. The text says what to do about it."""


class StorageFull(MailbotError):  # noqa: N818 - it is a state, and reads as one
    """There is no room to keep another mail: the sender shall try again later."""


class Interrupted(MailbotError):  # noqa: N818 - it is a state, and nobody's fault
    """The program is stopping: the job waits, and its attempts are not counted."""


class NotNow(MailbotError):  # noqa: N818 - it is a state, and nobody's fault
    """An outside service is unavailable: the job waits, its attempts are not counted.

    `task` is the code of the task that staff see meanwhile.
    """

    task = "not_now"


class ConfigurationError(MailbotError):
    """Settings or data files are wrong: `problems` lists everything, one each."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
