"""What leaves the desk by itself: messages to people and to other programs."""
