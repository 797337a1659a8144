"""答复选登: answers that are published with the employee's consent, as pages through both stages."""
