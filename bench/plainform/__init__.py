"""A form page as Wagtail's tutorial makes it: what taking in a case is measured against."""
