"""Another process with limits of time, memory and output, and the frames it speaks in."""
