"""Packages for plugins, made of templates.

A template is a text with ``$names`` in it, which are replaced and nothing else: no code runs while a package is made.
"""
