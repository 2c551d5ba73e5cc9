"""The privacy notice (GDPR Art. 12-14): every statement of the policy, once, in the order of a good letter."""
