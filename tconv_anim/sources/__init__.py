"""Where layers come from that somebody has already: lines of code, live modules, files of models."""
