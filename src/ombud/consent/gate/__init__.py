"""The gate: what the ledger, the list of those not to be contacted and the systems know, before anything is sent or done."""
