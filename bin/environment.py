"""Makes .venv and keeps it as the requirement files say. Uses nothing but Python's own library.

`environment.py FILE…` installs what the files pin, with hashes, when they have changed since they
were last installed; a .venv that was left half-made is made anew. `environment.py --ready FILE…`
only tells, by its exit code, whether there is nothing to do. Whatever goes wrong is one sentence on
stderr and exit code 1.
"""

import errno
import hashlib
import subprocess
import sys
import venv
from pathlib import Path

VENV = Path(".venv")
PYTHON = VENV / "bin" / "python"
LOG = VENV / "install.log"

# What pip says, and what it means for the person who waits; the first that is found counts.
CAUSES = {
    "No space left on device": "the disk is full. Free some space",
    "DO NOT MATCH THE HASHES": "a download is not the file that Newsroom was tested with, and was "
    "thrown away. Look at the package index that pip uses",
    "Read-only file system": "this folder is read-only. Copy Newsroom to a folder of your own",
    "Permission denied": "this folder belongs to somebody else. Copy Newsroom to a folder of your own",
    "connection broken by": "the package index cannot be reached. Look at the network and PIP_INDEX_URL",
    "No matching distribution": "the package index has no file for this machine and this Python",
}


def digest(requirements: Path) -> str:
    """Return what is written down once a requirement file is installed."""
    version = "{}.{}".format(*sys.version_info)
    return f"{hashlib.sha256(requirements.read_bytes()).hexdigest()} Python {version}"


def stamp(requirements: Path) -> Path:
    """Return the file that says which state of a requirement file is installed."""
    return VENV / f"installed-{requirements.name}"


def is_installed(requirements: Path) -> bool:
    """Return whether exactly what a requirement file says was installed, to the end."""
    try:
        return stamp(requirements).read_text() == digest(requirements)
    except OSError:
        return False


def works() -> bool:
    """Return whether .venv has a Python of this version that starts and has pip."""
    version = "{}.{}".format(*sys.version_info)
    question = f"import pip, sys; sys.exit('{{}}.{{}}'.format(*sys.version_info) != '{version}')"
    try:
        return subprocess.run([PYTHON, "-c", question], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def install(requirements: Path) -> None:
    """Install a requirement file into .venv; raise SystemExit with a sentence if that fails."""
    pins = requirements.read_text().count("==")
    print(f"Installing {pins} packages of {requirements} (once; it may take a minute) …", flush=True)
    command = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    command += ["install", "--require-hashes", "--requirement", requirements]
    with LOG.open("w") as log:
        code = subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, check=False).returncode
    if code:
        said = LOG.read_text(errors="replace")
        cause = next((cause for sign, cause in CAUSES.items() if sign in said), "pip failed")
        raise SystemExit(
            f"The packages are not installed: {cause}; details: {LOG}. Then run make again."
        )
    stamp(requirements).write_text(digest(requirements))


def main(arguments: list[str]) -> None:
    """Do what the module says."""
    ready_only = arguments[:1] == ["--ready"]
    files = [Path(argument) for argument in arguments[ready_only:]]
    if ready_only:
        raise SystemExit(not all(is_installed(path) for path in files))
    try:
        if not works():
            print(f"Making {VENV} with {sys.executable} …", flush=True)
            venv.create(VENV, clear=True, with_pip=True)
        for requirements in files:
            if not is_installed(requirements):
                install(requirements)
    except KeyboardInterrupt:
        raise SystemExit("\nStopped. Run make again to go on.") from None
    except (OSError, subprocess.CalledProcessError) as error:
        reason = error.strerror if isinstance(error, OSError) else "pip could not be put into it"
        raise SystemExit(
            f"{VENV} cannot be made in {Path.cwd()}: {reason}. {remedy(error)}, then run make again."
        ) from None


def remedy(error: OSError | subprocess.CalledProcessError) -> str:
    """Return what to do about an error of the file system."""
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "Free some space"
    if isinstance(error, OSError) and error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return "Copy Newsroom to a folder of your own"
    return f"Remove {VENV}"


if __name__ == "__main__":
    main(sys.argv[1:])
