"""What others do with the same taps: answer, edit, and store nothing. Each runs as a process."""
