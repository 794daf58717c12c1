"""The room that arranges: pairs go in, named splits come out."""
