"""A plan of up to three tips, and its weeks."""
