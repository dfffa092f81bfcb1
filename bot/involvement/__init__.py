"""Rules that need data: people, audiences, consultations, results and the loop."""
