"""Bytes to documents, and places in them."""
