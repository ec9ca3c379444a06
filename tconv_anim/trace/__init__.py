"""The trace: the only place that multiplies, one row for every multiply-accumulate."""
