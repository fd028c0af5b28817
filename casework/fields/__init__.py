"""Typed parsers for what customers type, text or say; import each from the module of its subject.

Every parser is pure, total (any text gives Parsed or Unclear) and reads at most normalise.MAX_LENGTH characters.
"""
