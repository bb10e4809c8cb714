"""Process rewards: what each step of a solution is worth, by models that were trained to say so."""
