"""Weights of a recipe, found from logged scores: what is to agree, how well it does, the search, the new recipe."""
