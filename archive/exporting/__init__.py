"""Export: records leave as tables, lines, map or bag, each as one audience may see it."""
