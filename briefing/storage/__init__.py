"""Where everything lies. The only code that knows a path."""
