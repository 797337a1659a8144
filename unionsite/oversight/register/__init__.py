"""信息发布登记: everything that went out, as it went out, whatever became of it since (S-8.11)."""
