"""应急静态副本: the public site as files, which nginx serves by itself while no application answers."""
