"""What is said about a release, from points and dates alone: pure, and the same for pages, programs and reports."""
