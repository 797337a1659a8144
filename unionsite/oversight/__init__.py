"""监督与考核: whether the rules are kept, measured where it can be measured, judged by people where not."""
