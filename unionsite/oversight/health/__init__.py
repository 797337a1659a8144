"""网站巡检: walks over the site's own pages and links, availability, addresses that readers missed (S-7.1, S-7.2)."""
