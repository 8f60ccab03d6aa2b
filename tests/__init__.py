"""The tests, by room; `statements` has the words that several rooms share."""
