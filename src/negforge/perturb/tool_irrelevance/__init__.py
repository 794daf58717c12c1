"""Tool irrelevance: rules about tools that have nothing to do with the request, or are not there."""
