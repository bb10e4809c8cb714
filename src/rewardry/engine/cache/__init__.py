"""Results that are kept from one run to the next, and what they depend on."""
