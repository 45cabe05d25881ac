"""manage.py import_wordpress: brings the stories, people, pictures and comments of a WordPress site."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from wordpress.importing.lock import AnotherImportError
from wordpress.importing.progress import Steps
from wordpress.importing.report import Report
from wordpress.importing.run import FileChangedError, NotAnExportError, Options, import_file
from wordpress.importing.survey import Survey
from wordpress.wxr import RefusedError


class Command(BaseCommand):
    """Reads an export file (WXR) and reports what was taken and what was not, and why.

    Exits with 0 when all of the file could be read, with 1 otherwise.
    """

    help = (
        "Import a WordPress export (Tools → Export → All content). Running it again changes nothing "
        "and finishes an import that was cut short. docs/wordpress.md tells more."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the export, a file that ends in .xml")
        parser.add_argument("--media", type=Path, metavar="DIR", help="a copy of wp-content/uploads")
        parser.add_argument(
            "--download-media",
            action="store_true",
            help="fetch pictures that are not in --media from the old site, while it is up",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="report what would happen, and write nothing"
        )
        parser.add_argument(
            "--report",
            type=Path,
            metavar="FILE",
            help="write each item down, as JSON if it ends in .json",
        )

    def handle(self, *, file, media, download_media, dry_run, verbosity, **options):
        if media and not media.is_dir():
            raise CommandError(f"{media} is not a folder. Nothing was imported.")
        if not file.is_file():
            raise CommandError(f"{file} is not a file. Nothing was imported.")
        target = options["report"]
        if target and target.exists() and target.samefile(file):
            raise CommandError("The report would replace the export. Nothing was imported.")
        try:
            report = Report(target)
        except OSError as error:
            raise CommandError(
                f"The report cannot be written: {error}. Nothing was imported."
            ) from error
        try:
            try:
                found = self._import(Options(file, media, download_media, dry_run), report, verbosity)
            finally:
                report.close()
        except OSError as error:
            raise CommandError(f"The report {target} is not whole: {error.strerror}.") from error
        if verbosity:
            self._tell(report, dry_run)
        if found.broken or report.broken:
            raise CommandError(
                "The file is not well-formed. What is named above was left out or mended; everything "
                "else was " + ("looked at." if dry_run else "imported. Correct the file and run again.")
            )

    def _import(self, options: Options, report: Report, verbosity: int) -> Survey:
        # A bar must not get the line ends that the command's own stream adds.
        stream = sys.stdout if self.stdout.isatty() else self.stdout
        steps = Steps(stream, quiet=verbosity == 0)
        try:
            return import_file(options, report, steps)
        except (NotAnExportError, RefusedError) as error:
            lines = "".join(f"\n{problem}" for problem in report.broken)
            raise CommandError(f"{error} Nothing was imported.{lines}") from error
        except AnotherImportError as error:
            raise CommandError(
                "Another import is running. Nothing was imported; try again when it has ended."
            ) from error
        except FileChangedError as error:
            raise CommandError(
                "The file was changed while it was read. What was imported so far is kept; run again."
            ) from error
        except KeyboardInterrupt as error:
            raise CommandError(
                "Stopped. What was imported so far is kept; the same command goes on from there.",
                returncode=130,
            ) from error
        except OperationalError as error:
            raise CommandError(
                f"The database does not answer: {error}. What was imported so far is kept; run again."
            ) from error
        except OSError as error:
            raise CommandError(
                f"Reading or writing a file failed: {error}. What was imported so far is kept; "
                "run again when that is repaired."
            ) from error

    def _tell(self, report: Report, dry_run: bool) -> None:
        self.stdout.write("")
        for line in report.summary():
            self.stdout.write(line)
        if dry_run:
            self.stdout.write("\nThis was a dry run: nothing was written.")
