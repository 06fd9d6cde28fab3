"""Says on standard error what is being done, once that takes longer than a second."""

import time
from typing import TextIO

QUIET_SECONDS = 1.0
PLAIN_SECONDS = 5.0


class Progress:
    """The steps of one run: which, how many, how long, how long yet.

    On a terminal one line is rewritten; elsewhere a plain line appears every five seconds.
    """

    def __init__(self, out: TextIO, steps: int) -> None:
        """Begin.

        Args:
            out: standard error.
            steps: how many there will be.
        """
        self._out = out
        self._steps = steps
        self._done = 0
        self._began = time.monotonic()
        self._said = self._began
        self._is_terminal = out.isatty()
        self._is_shown = False
        self._words = ""

    def step(self, words: str) -> None:
        """The next step begins; its words are in the user's language."""
        self._done += 1
        self._words = words
        now = time.monotonic()
        if now - self._began < QUIET_SECONDS:
            return
        left = (now - self._began) / self._done * (self._steps - self._done)
        line = f"[{self._done}/{self._steps}] {words} … {now - self._began:.0f} s, ~{left:.0f} s"
        self._show(line, now)

    def _show(self, line: str, now: float) -> None:
        """On a terminal over what stood there; elsewhere now and then."""
        if self._is_terminal:
            self._out.write(f"\r\x1b[K{line}")
            self._is_shown = True
        elif now - self._said >= PLAIN_SECONDS:
            self._out.write(line + "\n")
            self._said = now
        self._out.flush()

    def within(self, place: str, seconds: float) -> None:
        """How far a long step is.

        Args:
            place: what it is at, harmless text.
            seconds: how long it may still take.
        """
        now = time.monotonic()
        if now - self._began < QUIET_SECONDS or not self._words:
            return
        head = f"[{self._done}/{self._steps}] {self._words}"
        self._show(f"{head} … {now - self._began:.0f} s, {place}, ≤{seconds:.0f} s", now)

    def say(self, line: str) -> None:
        """One line that cannot wait, above the progress."""
        self.close()
        self._out.write(line + "\n")
        self._out.flush()

    def close(self) -> None:
        """Leave the terminal's line as it was found."""
        if self._is_shown:
            self._out.write("\r\x1b[K")
            self._out.flush()
            self._is_shown = False
