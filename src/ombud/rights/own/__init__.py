"""What whoever proved control of an address does alone: see, take along, erase, choose; never more than names the address."""
