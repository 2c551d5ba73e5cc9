"""The registers in the console: evidence, holds, sweeps, systems, findings, and the map of data."""
