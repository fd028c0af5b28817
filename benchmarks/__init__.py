"""Measurements of the real service. Every figure stands beside a baseline measured in the same run."""
