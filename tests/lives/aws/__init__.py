"""An emulator of AWS: moto, made to remember and to refuse more."""
