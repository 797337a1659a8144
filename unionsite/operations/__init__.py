"""运行维护: the site as an installation: backed up, copied, archived, watched, and told of when it fails."""
