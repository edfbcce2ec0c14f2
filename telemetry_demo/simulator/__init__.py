"""Devices that do not exist: bodies, sensor faults, recordings, and the ways in which their events are delivered."""
