import io

import pytest
from PIL import Image

from wordpress.importing.progress import Steps
from wordpress.importing.report import Report
from wordpress.importing.run import Options, import_file


@pytest.fixture
def run(tmp_path, db):
    """Import XML and return the report; `media`, `download` and `dry_run` as on the command line."""

    def run(xml: str | bytes, **options) -> Report:
        path = tmp_path / "export.xml"
        path.write_bytes(xml if isinstance(xml, bytes) else xml.encode())
        report = Report()
        import_file(Options(path, **options), report, Steps(io.StringIO()))
        return report

    return run


@pytest.fixture
def media(tmp_path):
    """A copy of wp-content/uploads with two pictures in it."""
    folder = tmp_path / "uploads"
    (folder / "2024" / "07").mkdir(parents=True)
    Image.new("RGB", (300, 200), "navy").save(folder / "2024" / "07" / "harbour.jpg")
    Image.new("RGB", (300, 200), "olive").save(folder / "2024" / "07" / "field.png")
    return folder


@pytest.fixture
def outcome():
    """Return how many of a kind a report counts as found, imported, updated, unchanged and skipped."""

    def outcome(report: Report, kind: str) -> tuple[int, ...]:
        return tuple(report.counts().get(kind, dict.fromkeys(range(5), 0)).values())

    return outcome
