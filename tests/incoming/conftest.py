"""A server with a worker of ours, which has time, and what it writes down."""

import logging

import pytest

from incoming import connection as connections
from incoming import loads
from incoming import worker as workers
from tests.incoming.served import PATIENCE, Served, application


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    """Let nobody's time be over while the test machine is busy."""
    for name in ("HEAD_SECONDS", "BODY_SECONDS", "SEND_SECONDS"):
        monkeypatch.setattr(connections, name, PATIENCE)
    for name in ("HEAD_SECONDS", "SEND_SECONDS", "PART_SECONDS", "CUT_SECONDS"):
        monkeypatch.setattr(workers, name, PATIENCE)
    monkeypatch.setattr(loads, "HUNG_SECONDS", PATIENCE)


@pytest.fixture(autouse=True)
def log(caplog):
    """What the server writes down; its logger is put back as it was."""
    logger = logging.getLogger("gunicorn.error")
    before = logger.handlers[:], logger.level, logger.propagate
    logger.addHandler(caplog.handler)
    yield caplog
    logger.handlers[:], logger.level, logger.propagate = before


@pytest.fixture
def served():
    with Served(application) as served:
        yield served
