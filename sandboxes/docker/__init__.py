"""The sandbox in containers that are kept warm."""
