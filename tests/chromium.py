"""`python -m tests.chromium` prints where Playwright's own Chromium is, if it is there."""

import os
import sys

from playwright.sync_api import sync_playwright


def main() -> int:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    if not os.access(path, os.X_OK):
        return 1
    sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
