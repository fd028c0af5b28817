"""Misunderstood sentences on their way to training data: a work list for an editor, checked before it is taken over."""
