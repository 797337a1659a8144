"""我的账号: the page of one's own data, and what the site keeps about a person."""
