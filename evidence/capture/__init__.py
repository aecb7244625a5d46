"""What a file says of its own making: time, place, camera, each with the tag that says so."""
