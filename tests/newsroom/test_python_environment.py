"""`make` finds a Python, makes .venv with it, and says in one sentence what is in the way."""

import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile

import pytest

from tests.conftest import REPOSITORY

pytestmark = pytest.mark.any_database

COMMAND = REPOSITORY / "bin" / "environment"
PROGRAMS = ["sh", "dirname", "sed"]  # what else the machine of a newcomer surely has


@pytest.fixture
def machine(tmp_path):
    """A function that puts a Python of some version onto an otherwise empty machine.

    `verdict` is what it answers when asked whether it can be used: 0, 3 (too old), 4 (no venv).
    """
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in PROGRAMS:
        (programs / name).symlink_to(shutil.which(name))

    def python(name, version, verdict):
        file = programs / name
        file.write_text(
            f'#!/bin/sh\n[ "$1" = -c ] && echo {version} && exit {verdict}\necho "{name} makes $*"\n'
        )
        file.chmod(0o755)

    return python


def run(tmp_path, *arguments, **variables):
    return subprocess.run(
        [COMMAND, *arguments],
        cwd=tmp_path,
        env={"PATH": str(tmp_path / "bin"), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_first_python_that_can_be_used_is_taken(machine, tmp_path):
    machine("python3", "3.9.2", 3)
    machine("python3.13", "3.13.1", 4)
    machine("python3.12", "3.12.7", 0)
    machine("python3.11", "3.11.2", 0)
    answer = run(tmp_path, "requirements.txt", "requirements-dev.txt")
    assert answer.stdout == f"python3.12 makes {COMMAND}.py requirements.txt requirements-dev.txt\n"
    assert answer.returncode == 0


def test_named_python_is_taken_even_with_a_blank_in_its_path(machine, tmp_path):
    machine("python3", "3.12.7", 0)
    machine("my python", "3.11.2", 0)
    answer = run(tmp_path, "requirements.txt", PYTHON=f"{tmp_path}/bin/my python")
    assert answer.stdout.startswith("my python makes")


@pytest.mark.parametrize(
    ("pythons", "sentence"),
    [
        (
            {"python3": ("3.9.2", 3)},
            "Newsroom needs Python 3.11 or newer, and python3 is 3.9.2. "
            "Install one, or name it: make run PYTHON=/path/to/python3.12\n",
        ),
        (
            {},
            "Newsroom needs Python 3.11 or newer, and there is no python3. "
            "Install one, or name it: make run PYTHON=/path/to/python3.12\n",
        ),
        (
            {"python3": ("3.12.3", 4)},
            "Python 3.12.3 comes without venv here. Install it (on Debian and Ubuntu: "
            "apt install python3.12-venv), then run make again.\n",
        ),
    ],
)
def test_no_python_that_can_be_used(machine, tmp_path, pythons, sentence):
    for name, (version, verdict) in pythons.items():
        machine(name, version, verdict)
    answer = run(tmp_path, "requirements.txt")
    assert (answer.returncode, answer.stderr) == (1, sentence)


def record_digest(text):
    """The digest of a file as a wheel writes it down."""
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


@pytest.fixture
def package(tmp_path):
    """A package index in a folder with one package, and the line that pins it."""
    wheel = tmp_path / "index" / "paperboy-1.0-py3-none-any.whl"
    wheel.parent.mkdir()
    information = "paperboy-1.0.dist-info"
    files = {
        "paperboy.py": "",
        f"{information}/METADATA": "Metadata-Version: 2.1\nName: paperboy\nVersion: 1.0\n",
        f"{information}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = [f"{name},sha256={record_digest(text)}," for name, text in files.items()]
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
        archive.writestr(f"{information}/RECORD", "\n".join([*record, f"{information}/RECORD,,"]))
    return f"paperboy==1.0 --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


def test_environment_is_made_repaired_and_brought_up_to_date(package, tmp_path):
    folder = tmp_path / "my paper"
    folder.mkdir()
    requirements = folder / "requirements.txt"
    settings = {"PATH": os.environ["PATH"], "PYTHON": sys.executable, "PIP_CONFIG_FILE": os.devnull}
    index = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path / "index")}
    no_network = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "1"}

    def make(pip=index):
        return subprocess.run(
            [COMMAND, "requirements.txt"],
            cwd=folder,
            env=settings | pip,
            capture_output=True,
            text=True,
            check=False,
        )

    def failure(answer):
        assert answer.returncode == 1
        assert re.fullmatch(
            r"The packages are not installed: .*\. Then run make again\.\n", answer.stderr
        )
        return answer.stderr

    requirements.write_text(f"paperboy==1.0 --hash=sha256:{'0' * 64}\n")
    assert "was thrown away" in failure(make())
    assert "Making" not in make().stdout  # what is there already is used

    requirements.write_text(package)
    assert "cannot be reached" in failure(make(no_network))
    answer = make()
    assert (answer.returncode, answer.stderr) == (0, "")
    assert (
        subprocess.run([folder / ".venv/bin/python", "-c", "import paperboy"], check=False).returncode
        == 0
    )
    assert make().stdout == ""  # nothing to do

    (folder / ".venv/bin/python").unlink()
    assert "Making" in make().stdout
    assert make().stdout == ""


def test_folder_that_cannot_be_written(tmp_path):
    (tmp_path / ".venv").symlink_to("/sys/newsroom")
    (tmp_path / "requirements.txt").touch()
    answer = subprocess.run(
        [sys.executable, REPOSITORY / "bin" / "environment.py", "requirements.txt"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    assert answer.stderr.startswith(f".venv cannot be made in {tmp_path}: ")
    assert answer.stderr.count("\n") == 1
