"""How the process that writes tells that there was no room for its file."""

from __future__ import annotations

import errno

FULL = 3
"""Its exit code then."""


def is_full(error: OSError) -> bool:
    """Whether an error is that of a full disk, or of another limit on files."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
