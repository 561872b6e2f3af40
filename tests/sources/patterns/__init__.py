"""One file per way in which sources publish lists: how it is described, what is answered, what must come of it.

``<pattern>.yml`` holds ``source`` (keys of the catalogue), ``answers`` (address, saved page in ``pages/``, how it is
sent) and ``entries`` (what must be read, with the text of those of the day). Pages are saved as UTF-8 and encoded or
packed when they are sent. All of it is invented; what is real is the structure.
"""
