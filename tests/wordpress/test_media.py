"""Files come from the media folder and nowhere else on the disk, and only from the open internet."""

import ipaddress
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from wordpress.media import NotFetchedError, fetch, find_file, is_public


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
    "address",
    [
        *(
            "127.0.0.1",
            "10.0.0.1",
            "172.16.5.4",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
        ),
        *(
            "224.0.0.1",
            "255.255.255.255",
            "240.0.0.1",
            "198.18.0.1",
            "192.0.2.1",
            "::1",
            "::",
            "fe80::1",
        ),
        *("fc00::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::"),
        *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2001:db8::1", "2001:0:c000:204::80ff:fffe"),
    ],
)
def test_addresses_that_are_not_of_the_open_internet(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_addresses_of_the_open_internet(address):
    assert is_public(ipaddress.ip_address(address))


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
    with pytest.raises(NotFetchedError):
        fetch(url, 1000)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/to-another":
            self.send_response(302)
            self.send_header("Location", "http://localhost.invalid/picture")
        elif self.path == "/round":
            self.send_response(302)
            self.send_header("Location", "/round")
        elif self.path == "/gone":
            self.send_response(404)
        else:
            self.send_response(200)
        self.end_headers()
        if self.path == "/picture?a=b%20c":
            self.wfile.write(b"p" * 1000)
        if self.path == "/large":
            try:
                self.wfile.write(b"p" * 3_000_000)
            except OSError:
                pass

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def is_here(address) -> bool:
    return address.is_loopback


def test_a_file_is_fetched(server):
    with fetch(f"{server}/picture?a=b%20c", 2000, is_here) as file:
        assert file.read() == b"p" * 1000


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/gone", "404"),
        ("/large", "larger than 1 MB"),
        ("/round", "redirected more than 5 times"),
        ("/to-another", "no address"),
    ],
)
def test_a_file_that_cannot_be_had_says_why(server, path, why):
    with pytest.raises(NotFetchedError, match=why):
        fetch(f"{server}{path}", 1_000_000, is_here)


def test_a_redirect_into_the_local_network_is_not_followed(server, monkeypatch):
    """The first host counts as public here; the one it redirects to is checked again."""
    checked = []

    def first_only(address):
        checked.append(address)
        return len(checked) == 1

    with pytest.raises(NotFetchedError, match="not on the public internet"):
        fetch(f"{server}/round", 1000, first_only)
    assert len(checked) == 2
