"""Uploads as the site itself serves them."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def upload(settings):
    """A function that puts a file among the uploads."""

    def upload(name, content=b"content"):
        file = settings.MEDIA_ROOT / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    return upload


@pytest.mark.parametrize(
    ("name", "kind"), [("a.avif", "image/avif"), ("a.webp", "image/webp"), ("A.JPG", "image/jpeg")]
)
def test_picture_may_be_kept_and_runs_nothing(client, upload, name, kind):
    upload(f"originals/{name}")
    answer = client.get(f"/media/originals/{name}")
    assert b"".join(answer) == b"content"
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert not answer.cookies

    again = client.get(
        f"/media/originals/{name}", headers={"if-modified-since": answer.headers["Last-Modified"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "script.js", "notes"])
def test_anything_else_is_a_download(client, upload, name):
    upload(name, b"<script>alert(1)</script>")
    answer = client.get(f"/media/{name}")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == "attachment"
    answer.close()


@pytest.mark.parametrize(
    "path",
    ["missing.jpg", "", "originals/", "../newsroom/settings.py", "%2e%2e/secret_key", "a" * 5000],
)
def test_nothing_else_of_the_disk_is_served(client, upload, path):
    upload("originals/a.jpg")
    assert client.get(f"/media/{path}", follow=True).status_code == 404
