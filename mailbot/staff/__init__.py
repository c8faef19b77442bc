"""What a person of the office sees and does, as functions over store and office."""
