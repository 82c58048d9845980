"""What someone needs who reviews one item of the content, on a screen or on paper."""
