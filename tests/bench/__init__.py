"""Measurements, in bench_*.py; run by make bench, not by make test."""
