"""Looks at what rests on consent: who agreed, what was sent, who is not to be contacted, what is published and asked anew."""
