"""The trial: everything `make up` starts on one machine, and the one process that keeps it running."""
