"""What all parts of one import share."""

from dataclasses import dataclass
from pathlib import Path

from masthead.models import SiteSettings
from wordpress.importing.ledger import Ledger
from wordpress.importing.report import Report
from wordpress.importing.survey import Survey


@dataclass
class Job:
    """One import: what was asked for, what the file says, what is known and what is reported."""

    path: Path
    media: Path | None
    download: bool
    dry_run: bool
    survey: Survey
    ledger: Ledger
    report: Report
    paper: SiteSettings
