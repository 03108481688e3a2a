"""Ctrl-C, remembered: compiled code may swallow the interrupt on its way up, and a command must end all the same."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Interrupts:
    """Whether somebody has pressed Ctrl-C since the command began."""

    def __init__(self) -> None:
        self.pressed = False

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Listen while a command runs; leave alone what a host program has set up for itself."""
        self.pressed = False
        before, hook = signal.getsignal(signal.SIGINT), sys.unraisablehook
        if threading.current_thread() is not threading.main_thread() or before is not signal.default_int_handler:
            yield
            return
        signal.signal(signal.SIGINT, self._press)
        sys.unraisablehook = lambda lost: None if self.pressed else hook(lost)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)
            sys.unraisablehook = hook

    def hush(self) -> None:
        """Let an interrupted process end without a word about what it left half compiled."""
        if self.pressed:
            sys.unraisablehook = lambda _: None

    def check(self) -> None:
        """Raise KeyboardInterrupt if one was swallowed."""
        if self.pressed:
            raise KeyboardInterrupt

    def _press(self, *_: Any) -> None:
        self.pressed = True
        raise KeyboardInterrupt


interrupts = Interrupts()
