"""Reports and metrics as pure functions of the log."""
