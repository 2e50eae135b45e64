"""MiniStack that ends with the process that started it, even if that one was killed outright.

METERLINE_OWNER_PID: the parent to live and die with; without it, MiniStack runs until it is stopped.
"""

import functools
import os
import shutil
import signal
import threading
import time

from ministack.app import main
from ministack.services import dynamodb

# A query looks at its condition anew for each item: a quarter of the emulator's time.
for check in ("_tokenize", "_condition_syntax_error"):
    setattr(dynamodb, check, functools.lru_cache(maxsize=4096)(getattr(dynamodb, check)))

OWNER = int(os.environ.pop("METERLINE_OWNER_PID", "0"))


def end_with_owner() -> None:
    while os.getppid() == OWNER:
        time.sleep(0.5)
    shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
    os.killpg(os.getpgrp(), signal.SIGKILL)


if OWNER:
    threading.Thread(target=end_with_owner, daemon=True).start()
main()
