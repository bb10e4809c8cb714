"""From verdicts to data: kept rows are read, filtered, measured and written in the form that trainers take."""
