"""Calendars: gatherings in the calendar programs that people use."""
