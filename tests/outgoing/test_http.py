"""What the program asks of other servers never reaches into our own network."""

import io
import socket
from ipaddress import ip_address, ip_network
from threading import Thread

import pytest

from outgoing import addresses
from outgoing.http import OutgoingError, RefusedAddressError, download, refusal, send
from tests.outgoing.servers import serving

HERE = ip_network("127.0.0.0/8")
PUBLIC = ip_address("93.184.215.14")


@pytest.fixture
def server(settings):
    settings.OUTGOING_NETWORKS = [HERE]
    with serving() as server:
        yield server


def lead(monkeypatch, *answers):
    """Let each look-up give the next of `answers`, lists of addresses; return the hosts looked up."""
    left, hosts = list(answers), []

    def look_up(host, port):
        hosts.append(host)
        return [ip_address(one) for one in left.pop(0)]

    monkeypatch.setattr(addresses, "resolve", look_up)
    return hosts


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1"),
        *("169.254.169.254", "100.64.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
        *("::1", "::", "fe80::1", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "2002:7f00:1::", "2002:0a00:1::"),
        *("64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "2001:0:7f00:1::f5ff:fffe", "100::1"),
    ],
)
def test_address_of_our_own_network_is_not_called(address, monkeypatch):
    assert not addresses.is_public(ip_address(address))
    lead(monkeypatch, [address])
    with pytest.raises(RefusedAddressError, match="no address of the public internet"):
        send("https://hub.example/", b"")


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"]
)
def test_public_address_may_be_called(address):
    assert addresses.is_public(ip_address(address))


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "[::1]", "[::ffff:7f00:1]"]
)
def test_this_machine_by_any_name_is_refused(host):
    assert "no address of the public internet" in refusal(f"http://{host}:8000/")


@pytest.mark.parametrize(
    "url",
    [
        *("", "hub.example", "ftp://hub.example/", "file:///etc/passwd", "https://", "//hub.example/"),
        *("https://user:secret@hub.example/", "https://hub.example:22/", "https://hub.example:99999/"),
        *("https://hub.example/a b", "https://hub.example/\r\nX: y", "https://[::1", "gopher://x/"),
        "https://" + "a" * 64 + ".example/",
    ],
)
def test_what_is_no_address_of_the_web_is_refused(url):
    with pytest.raises(RefusedAddressError):
        send(url, b"")


def test_one_private_address_among_public_ones_is_refused(monkeypatch):
    lead(monkeypatch, [str(PUBLIC), "10.0.0.1"])
    assert "10.0.0.1" in refusal("https://hub.example/")


def test_connection_goes_to_the_address_that_was_looked_at(server, monkeypatch):
    port = server.url.rpartition(":")[2].strip("/")
    hosts = lead(monkeypatch, ["127.0.0.1"])  # a second look-up would fail

    assert send(f"http://rebinding.example:{port}/a%20b?q=ä", b"x").status == 200

    assert hosts == ["rebinding.example"]
    (asked,) = server.asked
    assert (asked.method, asked.path, asked.body) == ("POST", "/a%20b?q=%C3%A4", b"x")
    assert asked.headers["host"] == f"rebinding.example:{port}"


def test_answer_is_returned_whatever_its_status(server):
    server.status, server.body, server.headers = 503, b"Later", {"Retry-After": "60"}
    reply = send(server.url, b"", {"X-Signature": "abc"})
    assert (reply.status, reply.body, reply.headers["retry-after"]) == (503, b"Later", "60")
    assert (reply.is_fine, reply.may_change) == (False, True)
    assert server.asked[0].headers["x-signature"] == "abc"


def test_redirect_is_not_followed_unless_asked_for(server):
    server.status, server.headers = 307, {"Location": "/elsewhere"}
    assert send(server.url, b"").status == 307
    assert len(server.asked) == 1


def test_redirect_into_our_own_network_is_refused(server, monkeypatch):
    server.status, server.headers = 307, {"Location": "http://169.254.169.254/latest/meta-data/"}
    with pytest.raises(RefusedAddressError, match=r"169\.254\.169\.254"):
        send(server.url, b"", redirects=3)
    assert len(server.asked) == 1


@pytest.mark.parametrize("target", ["http://[oops/", "//[::1", "https://a]b/"])
def test_redirect_to_what_is_no_address_is_refused(server, target):
    server.status, server.headers = 307, {"Location": target}
    with pytest.raises(RefusedAddressError, match="no web address"):
        send(server.url, b"", redirects=3)


def test_redirects_are_followed_so_often(server):
    server.status, server.headers = 308, {"Location": "/again"}
    assert send(server.url, b"x", redirects=2).status == 308
    assert [asked.path for asked in server.asked] == ["/", "/again", "/again"]


def test_long_answer_is_read_to_its_bound(server):
    server.body = b"x" * 1_000_000
    assert len(send(server.url, b"").body) == 64 * 1024


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_file_is_downloaded_from_where_it_is_now(server, monkeypatch, status):
    server.pages = {"/old?a=b%20c": (status, {"Location": "/new"}, b"Moved"), "/new": (200, {}, b"new")}
    file = io.BytesIO()
    download(f"{server.url}old?a=b%20c", file, 3, {"Accept": "image/*"}, patience=10)
    assert file.getvalue() == b"new"
    assert [(asked.method, asked.headers["accept"]) for asked in server.asked] == [
        ("GET", "image/*")
    ] * 2


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((404, {}, b"Gone"), "127.0.0.1 answered 404."),
        ((302, {}, b"Somewhere"), "127.0.0.1 answered 302."),
        ((302, {"Location": "/"}, b""), "It was redirected more than 5 times."),
        ((302, {"Location": "http://10.0.0.1/"}, b""), "no address of the public internet"),
        ((200, {}, b"x" * 2_000_001), "The file is larger than 2 MB."),
        ((200, {"Content-Length": None}, b"x" * 2_000_001), "The file is larger than 2 MB."),
        ((200, {"Content-Length": "9"}, b"x" * 8), r"did not answer \(IncompleteRead\)"),
    ],
)
def test_file_that_cannot_be_had_says_why(server, answer, why):
    server.status, server.headers, server.body = answer
    with pytest.raises(OutgoingError, match=why):
        download(server.url, io.BytesIO(), 2_000_000, patience=10)


def test_nobody_there(server):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(OutgoingError, match="did not answer"):
        send(f"http://127.0.0.1:{port}/", b"")


def test_server_without_tls_is_no_https_server(server):
    with pytest.raises(OutgoingError, match="did not answer"):
        send(server.url.replace("http:", "https:"), b"")


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_server_that_sends_drop_by_drop_is_cut_off(settings, scheme):
    settings.OUTGOING_NETWORKS = [HERE]
    with socket.create_server(("127.0.0.1", 0)) as listening:
        gone = []

        def drip():
            peer, _ = listening.accept()
            with peer:
                peer.settimeout(0.05)
                peer.sendall(b"HTTP/1.1 200 OK\r\n" if scheme == "http" else b"\x16\x03\x03")
                while True:
                    try:
                        peer.sendall(b"X")
                        if not peer.recv(4096):
                            break
                    except TimeoutError:
                        continue
                    except OSError:
                        break
            gone.append(True)

        thread = Thread(target=drip)
        thread.start()
        url = f"{scheme}://127.0.0.1:{listening.getsockname()[1]}/"
        with pytest.raises(OutgoingError):
            send(url, b"", patience=1)
        thread.join(timeout=30)
    assert gone


def test_look_up_that_takes_too_long(monkeypatch):
    waiting = socket.socketpair()
    monkeypatch.setattr(addresses, "resolve", lambda host, port: waiting[0].recv(1))
    with pytest.raises(OutgoingError, match="took too long"):
        send("https://hub.example/", b"", patience=0.05)
    waiting[1].close()
    waiting[0].close()
