"""Where copies of the contracts differ: a provider's own document, two revisions, everything that we have."""
