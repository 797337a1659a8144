"""应急静态副本: the public site as files that the web server hands out by itself while the application is down."""
