"""Rasa's custom actions. They run inside the gateway's environment and only call the packages below it."""
