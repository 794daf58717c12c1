"""Safety refusal: rules about what must not be done, and what must not be refused."""
