"""The pages of text of the site: guide, questions, legal notices; shipped with the portal, changed by each site."""
