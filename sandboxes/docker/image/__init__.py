"""Images for the sandbox `docker`: what is in them, and how they are made."""
