"""What is told of finished work, and of two works beside one another: reports, tables for SQL, comparisons."""
