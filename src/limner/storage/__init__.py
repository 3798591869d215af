"""The only SQL, disks and buckets."""
