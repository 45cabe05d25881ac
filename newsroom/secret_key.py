"""The secret key that is generated on the first start and kept out of git."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key


def read_or_create_secret_key(path: Path) -> str:
    """Return the key in the file `path`, which is made with a new random key if it is missing.

    The file is created readable by its owner only, and in one step: of two processes that start
    together, one writes it and the other reads it.

    Raises ImproperlyConfigured when the file can neither be read nor written, or is empty.
    """
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f"{path.name}.{os.getpid()}")
            draft.touch(mode=0o600)
            draft.write_text(get_random_secret_key())
            try:
                os.link(draft, path)
            except FileExistsError:
                pass  # another process was first; its key counts
            finally:
                draft.unlink()
        key = path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"The secret key {path} cannot be read or written ({error.strerror}). "
            "Set SECRET_KEY, or DATA_DIR to a folder that can be written."
        ) from error
    if not key:
        raise ImproperlyConfigured(f"The secret key file {path} is empty. Delete it or fill it.")
    return key
