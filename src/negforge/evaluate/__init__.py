"""The room that judges: pairs go in, judgements come out, and rates are made of them."""
