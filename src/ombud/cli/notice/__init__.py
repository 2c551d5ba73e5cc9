"""`ombud notice`: what the organisation says, in four languages and five formats."""
