"""The reading room and the analyst desk: pages made on the server from what is stored; no script is needed."""
