"""The types of question, one file each: how it is asked and how a reply is read."""
