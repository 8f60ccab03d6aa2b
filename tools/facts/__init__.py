"""Facts about serving engines against the packages themselves: fetch, look, execute, record."""
