"""Where components run: in the caller's process, or in worker processes that can be killed."""
