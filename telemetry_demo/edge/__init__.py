"""The edge agent: a small program beside the devices that decides where they are, and needs neither Django nor a
network to do so (TEL-8)."""
