"""Doors: where mail comes in. They authenticate and keep; they decide nothing."""
