"""The sandbox that is a service elsewhere."""
