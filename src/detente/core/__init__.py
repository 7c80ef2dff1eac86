"""The mathematics: arrays in, arrays out. Knows no file, clock, environment or logger."""
