"""Lives of stacks: applied, applied again, changed, upgraded and destroyed with the real providers against APIs on loopback."""
