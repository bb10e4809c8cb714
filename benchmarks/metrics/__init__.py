"""How right a verifier is, and with what certainty: rates, intervals, paired tests, calibration, effect on training."""
