"""Read-only views of one host's files: running host, folder, tar, collector stream, UAC archive."""
