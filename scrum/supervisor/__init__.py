"""One command that keeps the whole house running. Imports neither Django's applications nor
Celery: it only watches, so it stays small."""
