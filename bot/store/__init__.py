"""What is kept: people, messages, what is due, the catalogue. It knows no channel and no framework."""
