"""The sandbox that needs nothing but a kernel."""
