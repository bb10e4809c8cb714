"""The reward server: a recipe over HTTP, for trainers that ask by it and for whoever cannot import Python.

Read in this order: `command` (options), `settings`, `processes` (uvicorn), `app` (routes), `front` (what every request
passes), `service` (from a body to an answer), `forms` (who asks how), `scorer`, `limits`, `metrics`, `logs`.
"""
