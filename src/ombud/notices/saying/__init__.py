"""SAID: a statement's kind and slots become one sentence of a language, by one template a kind."""
