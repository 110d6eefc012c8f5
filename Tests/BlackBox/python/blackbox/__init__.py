"""What the black-box scenarios stand on: clients, contract checks and the line to the harness."""
