"""An identity provider vouches for a person (OpenID Connect Core 1.0): MitID, BankID, ID-porten or any other, through any broker."""
