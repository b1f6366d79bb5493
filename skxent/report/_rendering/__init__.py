"""An evaluation as text, Markdown, JUnit XML, JSON and HTML: renderers read it and compute nothing."""
