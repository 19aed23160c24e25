"""The commands of the plugin: ``ceres intake …`` and the doors that stay open."""
