"""What several rooms say about rates: intervals and estimators, of the standard library alone."""
