from hypothesis import settings

settings.register_profile("scanners", deadline=None, max_examples=150)
settings.load_profile("scanners")
