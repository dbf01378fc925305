"""What carries leaflets to the door: whose name stands on them, how many go where, what mends them."""
