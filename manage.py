#!/usr/bin/env python
"""Django's command line for Newsroom.

What an operator can run into (a bad setting, a database that is away or not migrated, a full disk,
Ctrl-C) ends in one sentence and an exit code that is not 0; with --traceback, Python tells all of it.
"""

import os
import signal
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import InterfaceError, OperationalError, ProgrammingError

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        sys.exit(128 + signal.SIGINT)
    except BrokenPipeError:
        # Who reads has enough; Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(128 + signal.SIGPIPE)
    except (InterfaceError, OperationalError, ProgrammingError) as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(
            f"The database cannot be used: {str(error).strip()}\nLook at DATABASE_URL, at the database "
            "server and at the space left on the disk, and whether manage.py migrate has been run. "
            "--traceback tells more."
        )
    except OSError as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(f"The command failed: {error}. --traceback tells more.")


if __name__ == "__main__":
    main()
