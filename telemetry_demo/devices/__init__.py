"""Devices that send by HTTP: their keys, and what they may write (TEL-1, TEL-12)."""
