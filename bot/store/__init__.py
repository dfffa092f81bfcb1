"""Tables, engines and transactions: the only room that talks to a database."""
