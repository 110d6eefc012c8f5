"""A small world wide web in a network namespace: names, certificates, hosts behind nginx, and traps on inside addresses."""
