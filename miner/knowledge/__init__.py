"""What is known of Chinese plans before any is read: places, rule files and patterns over text."""
