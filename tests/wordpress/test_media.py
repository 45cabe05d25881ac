"""Files come from the media folder and nowhere else on the disk, and only from the open internet."""

from ipaddress import ip_network

import pytest

from outgoing.http import OutgoingError
from tests.outgoing.servers import serving
from wordpress.media import fetch, find_file


def test_files_are_found_by_address_and_by_wordpress_own_path(media):
    expected = media / "2024" / "07" / "harbour.jpg"
    assert find_file(media, "https://old.example/wp-content/uploads/2024/07/harbour.jpg") == expected
    assert find_file(media, "https://cdn.example/other.jpg", "2024/07/harbour.jpg") == expected
    assert (
        find_file(media.parent, "https://old.example/wp-content/uploads/2024/07/harbour.jpg") == expected
    )
    assert find_file(media, "https://old.example/wp-content/uploads/2024/07/none.jpg") is None


@pytest.mark.parametrize(
    "name", ["../secret.jpg", "/../secret.jpg", "2024/../../secret.jpg", "a\x00b", "x" * 5000]
)
def test_nothing_outside_the_media_folder_is_found(media, name):
    (media.parent / "secret.jpg").write_bytes(b"secret")
    assert (
        find_file(media, "https://old.example/wp-content/uploads/" + name.replace("..", "%2e%2e"))
        is None
    )
    assert find_file(media, "", name) is None


def test_a_link_out_of_the_media_folder_is_not_followed(media):
    (media.parent / "secret.jpg").write_bytes(b"secret")
    (media / "link.jpg").symlink_to(media.parent / "secret.jpg")
    assert find_file(media, "", "link.jpg") is None


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1/x.jpg", "http://localhost/x.jpg", "http://[::1]/x.jpg", "http://0/x.jpg"),
        *(
            "http://2130706433/x.jpg",
            "http://0x7f.1/x.jpg",
            "ftp://a.example/x.jpg",
            "file:///etc/passwd",
        ),
        *("http://user:word@93.184.216.34/x.jpg", "http://93.184.216.34:22/x.jpg", "http://", "x.jpg"),
        *("http://[::ffff:127.0.0.1]/x.jpg", "http://a..b/", "http://93.184.216.34:99999/x"),
    ],
)
def test_addresses_that_are_never_asked(url):
    with pytest.raises(OutgoingError):
        fetch(url, 1000)


def test_a_file_is_fetched_and_spaces_in_its_address_are_encoded(settings):
    settings.OUTGOING_NETWORKS = [ip_network("127.0.0.1")]
    with serving() as server:
        server.body = b"p" * 1000
        with fetch(f" {server.url}my picture.jpg ", 2000) as file:
            assert file.read() == server.body
        assert server.asked[0].path == "/my%20picture.jpg"
