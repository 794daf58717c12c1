"""The study: recipes, typed, with the line of every mistake."""
