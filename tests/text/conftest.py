from hypothesis import settings

settings.register_profile("scanners", settings.get_profile("any clock"), max_examples=150)
settings.load_profile("scanners")
