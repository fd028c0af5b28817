"""Waiting for a person and being served by one."""
