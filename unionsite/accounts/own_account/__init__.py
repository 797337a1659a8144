"""我的账号: the page of a person's own data, and what the site keeps about them."""
