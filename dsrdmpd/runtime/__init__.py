"""The process that holds torch: its interpreter, messages and main, and the parent's side. No torch but in the main."""
