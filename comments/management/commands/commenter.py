import json
import sys
from dataclasses import asdict
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from comments.commenter import Erasure, erase, export, foresee, spellings

# What each number of an erasure is of.
_WORDS = {
    "deleted": "comments deleted",
    "emptied": "comments emptied, as replies stand below them",
    "kept": "comments left without their writer",
    "struck": "texts of others from which the address is taken out",
    "reports": "reports from the same networks whose network is forgotten",
    "followed": "comments no longer followed by mail",
    "blocks": "blocks that name the address deleted",
    "log_entries": "lines of the admin’s log made nameless",
    "replies": "answers of the newsroom that lose the address",
}


class Command(BaseCommand):
    """Hands out, or erases, what is stored of one person who comments: docs/comments.md, “Privacy”."""

    help = "Export or erase what is stored of the person who comments with an e-mail address."

    def add_arguments(self, parser):
        what = parser.add_subparsers(dest="what", required=True)
        exporting = what.add_parser("export", help="write all that is stored as JSON")
        exporting.add_argument("email", help="the address that the person comments with")
        exporting.add_argument("--out", type=Path, metavar="FILE", help="instead of standard output")
        erasing = what.add_parser("erase", help="say what is erased, ask, and erase it")
        erasing.add_argument("email", help="the address that the person comments with")
        erasing.add_argument(
            "--keep-words", action="store_true", help="keep what was said, and take away who said it"
        )
        erasing.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *, what, email, **options):
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"“{email}” is no e-mail address.") from None
        if what == "export":
            self.export(email, options["out"])
        else:
            self.erase(email, keep_words=options["keep_words"], is_sure=options["yes"])

    def export(self, email: str, out: Path | None) -> None:
        """Write the person's data to a file that only its owner reads, or to standard output."""
        found = export(email)
        text = json.dumps(found, indent=2, ensure_ascii=False) + "\n"
        if out is None:
            self.stdout.write(text, ending="")
            return
        try:
            out.touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            raise CommandError(f"{out} is there already. Nothing was written.") from None
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}.") from error
        try:
            out.write_text(text, encoding="utf-8")
        except OSError as error:
            out.unlink()  # half of it would pass for the whole, and be in the way next time
            raise CommandError(f"{out} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{len(found['comments'])} comments are in {out}.")

    def erase(self, email: str, *, keep_words: bool, is_sure: bool) -> None:
        """Erase the person, after a question unless `is_sure`."""
        self._tell("To be erased:", foresee(email, keep_words=keep_words))
        if spellings(get_user_model().objects.all(), email):
            self.stdout.write("An account of the newsroom has this address: it is not touched.")
        if not is_sure and not self._is_confirmed():
            raise CommandError("Nothing was erased.")
        self._tell("Erased:", erase(email, keep_words=keep_words))

    def _tell(self, beginning: str, erasure: Erasure) -> None:
        self.stdout.write(beginning)
        numbers = {name: number for name, number in asdict(erasure).items() if number}
        for name, number in numbers.items():
            self.stdout.write(f"  {number} {_WORDS[name]}")
        if not numbers:
            self.stdout.write("  nothing: the address is not known here")

    def _is_confirmed(self) -> bool:
        if not sys.stdin.isatty():
            raise CommandError("Nothing was erased: there is nobody to ask. Use --yes if you are sure.")
        return input("This cannot be undone. Type “erase” to go on: ").strip() == "erase"
