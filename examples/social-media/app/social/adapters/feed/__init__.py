"""Where home windows live."""
