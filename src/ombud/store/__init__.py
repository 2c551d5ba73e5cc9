"""The state of a home: plans, runs, the evidence log, holds, proofs, attestations; one database."""
