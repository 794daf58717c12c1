"""Tools over the Model Context Protocol: any server's tools for an agent, and a world's tools for any client."""
