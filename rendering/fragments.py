"""Fragments of pages that are rendered once for all who show the same.

A fragment shows the values that it is given, in the reader's language, time zone and day, and reads
nothing else: none is ever old. When a row changes, so do the values made of it.
"""

import sys
from collections import OrderedDict
from threading import Lock
from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString

MOST = 16 * 1024 * 1024  # bytes that one process keeps, about
OF_ONE = 1024  # bytes that a fragment takes besides its text


class Fragments:
    """Fragments by what they show, up to a number of bytes. Any number of threads may use them."""

    def __init__(self, most: int):
        self.most, self.size = most, 0
        self._kept: OrderedDict[tuple, SafeString] = OrderedDict()
        self._lock = Lock()

    def __len__(self):
        return len(self._kept)

    def render(self, template: str, values: NamedTuple) -> SafeString:
        """Return a template that was rendered with nothing but `values`, by their names.

        They are hashable, down to the last. A template may say what day it is, not what hour.
        """
        if settings.DEBUG:  # templates change
            return render_to_string(template, values._asdict())
        language, zone = translation.get_language(), timezone.get_current_timezone_name()
        key = template, values, language, zone, timezone.localdate()
        with self._lock:
            if (text := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return text
        text = render_to_string(template, values._asdict())
        self._keep(key, text)
        return text

    def clear(self) -> None:
        """Forget all of them."""
        with self._lock:
            self._kept.clear()
            self.size = 0

    def _keep(self, key: tuple, text: SafeString) -> None:
        with self._lock:
            if key not in self._kept:
                self._kept[key] = text
                self.size += _size(text)
            while self.size > self.most:
                _, oldest = self._kept.popitem(last=False)
                self.size -= _size(oldest)


def _size(text: SafeString) -> int:
    """Return the bytes of a fragment, about: it shows its values, so that they are as much again."""
    return OF_ONE + 2 * sys.getsizeof(text)


fragments = Fragments(MOST)
