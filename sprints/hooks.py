"""What sprints tell the apps above them, in the same transaction as the change."""

from core.hooks import Hook

sprint_committed = Hook("A sprint runs from now on: sprint, actor, now")
