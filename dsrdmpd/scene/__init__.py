"""What is known of a scene as a whole, before any tile of it is looked at. numpy only."""
