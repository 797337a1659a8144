"""意见征集: questionnaires that editors build, the answers to them, and their results."""
