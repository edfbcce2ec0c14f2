"""What other rooms of the pipeline are told."""

from core.hooks import Hook

events_committed = Hook("New events are committed: events (in the order they came), arrived_at. Sent after the commit.")
