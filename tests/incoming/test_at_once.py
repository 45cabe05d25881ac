"""What a site has ready is answered by the main loop, whatever its threads are doing."""

import threading

import pytest

from tests.incoming.served import GET, LARGE, PATIENCE, POST, Served, answer, application

pytestmark = pytest.mark.any_database

MANY = 3_000  # requests; more than Python calls may be nested


class Ready:
    """A site that has the paths below /ready at hand, and makes the others; `held` is one that waits."""

    def __init__(self):
        self.let_go, self.is_held = threading.Event(), threading.Event()
        self.made: list[str] = []

    def __call__(self, environ, start_response):
        self.made.append(environ["PATH_INFO"])
        if environ["PATH_INFO"] == "/held":
            self.is_held.set()
            self.let_go.wait(PATIENCE)
        return application(environ, start_response)

    def at_once(self, environ, start_response):
        path = environ["PATH_INFO"]
        if path == "/fault":
            raise ValueError("A fault")
        environ["wsgi.input"].read()  # as one does that looks whether it has an answer
        if not path.startswith("/ready"):
            return None
        said = LARGE if path == "/ready-large" else b"at once"
        start_response("200 OK", [("Content-Length", str(len(said)))])
        return [said]


@pytest.fixture
def site():
    return Ready()


@pytest.fixture
def served(site):
    with Served(site) as served:
        yield served
        site.let_go.set()


def test_what_is_ready_waits_for_no_thread(site, served):
    held = served.client(GET % b"held")
    site.is_held.wait(PATIENCE)
    client = served.client()
    for _ in range(3):
        client.sendall(GET % b"ready")
        assert answer(client) == (200, b"at once")
    site.let_go.set()
    assert answer(held) == (200, b"/held")
    assert site.made == ["/held"]


def test_what_is_not_ready_is_made_of_the_whole_request(site, served):
    client = served.client()
    for path, sent in (
        (b"ready", b""),
        (b"a", b"abc"),
        (b"ready-b", b"x" * 20_000),
        (b"c", b"y" * 100_000),
    ):
        client.sendall(POST % (path, len(sent)) + sent if sent else GET % path)
        is_ready = path.startswith(b"ready")
        assert answer(client) == (200, b"at once" if is_ready else sent or b"/" + path)
    assert site.made == ["/a", "/c"]
    assert served.worker.nr == 4


def test_requests_that_come_together_are_answered_in_their_order(site, served):
    paths = [b"ready" if number % 3 else b"made%d" % number for number in range(MANY)]
    client = served.client()
    sender = threading.Thread(target=client.sendall, args=[b"".join(GET % path for path in paths)])
    sender.start()
    for path in paths:
        assert answer(client)[1] in (b"at once", b"/" + path)
    sender.join(PATIENCE)
    client.sendall(GET % b"ready")
    assert answer(client) == (200, b"at once")


def test_client_that_does_not_take_what_is_ready_holds_nobody_up(served):
    clients = [served.client(GET % b"ready-large") for _ in range(3)]
    assert served.asks(b"ready") == b"at once"
    for client in clients:
        assert answer(client) == (200, LARGE)
        client.sendall(GET % b"ready")
        assert answer(client) == (200, b"at once")


def test_client_that_goes_before_its_answer_harms_nobody(served):
    for _ in range(20):
        served.client(GET % b"ready-large").close()
    assert served.asks(b"ready") == b"at once"


def test_fault_is_told_to_who_met_it(served, log):
    assert answer(served.client(GET % b"fault"))[0] == 500
    assert "A fault" in log.text
    assert served.asks(b"ready") == b"at once"


def test_worker_that_stops_parts_from_who_is_answered_at_once(site, served):
    held, client = served.client(GET % b"held"), served.client(GET % b"ready")
    site.is_held.wait(PATIENCE)
    assert answer(client) == (200, b"at once")
    served.stop()
    client.sendall(GET % b"ready")
    assert answer(client) == (200, b"at once")
    assert client.recv(100) == b""
    site.let_go.set()
    assert answer(held) == (200, b"/held")
