"""SQL: whether a query gives what the reference's query gives, on several states of a small database."""
