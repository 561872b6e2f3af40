show({"total":0,"list":[]});
