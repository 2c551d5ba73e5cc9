"""What a person sees and does who has proved control of an address: their case, who they are, and what is held under the address."""
