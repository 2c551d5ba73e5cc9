"""Reading back: the templates that said a policy are the parsers that find its facts again in the published text."""
