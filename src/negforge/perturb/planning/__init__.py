"""Planning: values, arguments, steps and writes put wrong in a run that had them right."""
