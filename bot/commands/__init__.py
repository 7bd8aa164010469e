"""The commands, by what they are for. Each reads UTF-8, prints a stable form, and says what is wrong in one line.

What a command needs is imported when it runs: `--help` then waits for nothing.
"""
