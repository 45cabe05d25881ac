"""What a text refers to beyond itself, and what becomes of it here."""

from typing import Protocol


class OldSite(Protocol):
    """Knows the pictures, texts and addresses of the old site and where they are now."""

    def prepare(self, urls: set[str], ids: set[str]) -> None:
        """Look up what will be asked for: addresses, and the ids of attachments."""

    def picture(self, number: str, url: str) -> int | None:
        """Return the key of the images.Image for an attachment's id or a file's address, or None."""

    def address(self, url: str) -> str | None:
        """Return where the page or file at an address of the old site is now, or None."""

    def is_own(self, url: str) -> bool:
        """Whether an address is one of the old site."""

    def gallery(self) -> list[str]:
        """Return the ids of the attachments that were uploaded to the post at hand, in their order."""

    def reusable(self, number: str) -> str | None:
        """Return the text of a reusable block, or None."""

    def footnotes(self) -> str:
        """Return the HTML of the footnotes of the post at hand."""
