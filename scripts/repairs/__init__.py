"""Repairs: what is legal and surely not what its author meant, corrected by an overlay that people review.

A rule finds what a document says and tells how it is read; README.md in this folder has a section for each.
"""
