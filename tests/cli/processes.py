"""The command line in a process of its own, as a user has it."""

import os
import signal
import subprocess
import sys
import time


def process(*words: str, **options) -> subprocess.Popen:
    """Start a command in a process and a process group of its own."""
    command = [sys.executable, "-m", "sim", *words]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "start_new_session": True}
    return subprocess.Popen(command, **(streams | options))


def interrupt(running: subprocess.Popen, after: float) -> tuple[str, str, float]:
    """Press Ctrl-C after some seconds; return what was printed, and how long the end then took."""
    time.sleep(after)
    assert running.poll() is None, "ended before it could be interrupted"
    began = time.monotonic()
    os.killpg(running.pid, signal.SIGINT)
    out, err = running.communicate(timeout=60)
    return out, err, time.monotonic() - began
