"""The room that refuses: a candidate goes in, a certified pair or a drop with its reason comes out."""
