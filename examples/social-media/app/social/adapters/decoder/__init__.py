"""Decoders of pictures, films and sounds."""
