"""The privacy centre: what people read, ask and fetch; it works without script and says nothing about who is known."""
