"""How the bot tells intents apart: plain Python with Sudachi and scikit-learn, and one thin graph component for Rasa.

Runs in the bot's environment (Python 3.10) and knows nothing of the gateway. Why these features and this decision:
docs/decisions/0023-readings-and-normalised-forms.md.
"""
