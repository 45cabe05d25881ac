"""Telling other programs at once that a story appeared, changed or went; see docs/webhooks.md."""
