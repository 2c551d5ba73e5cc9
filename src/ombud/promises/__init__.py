"""TRUE?: every statement of the policy, what backs it, and whether it holds today."""
