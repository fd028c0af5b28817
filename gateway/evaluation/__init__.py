"""How well the bot understands, measured on sentences and answers that nothing was built from."""
