"""The words of the page on which people take a copy. Its heading names no topic."""

from conversations.text import Text

TITLE = Text("Your data")
ONCE = Text("This page opens once. Please use it where nobody else looks at your screen.")
READ_IT = Text("Read it here")
SAVE_IT = Text("Save it as a file")
THE_FILE = Text("The file is for computers (JSON). It holds the same, and your voice messages.")
HOW_TO_SAVE = Text("To keep this page, print it, or save it in your browser now.")
GONE = Text("This page was opened already, or its hour is over.")
ASK_ANEW = Text("To get a new one, send /mydata in the chat.")
LATER = Text("I cannot open the page at the moment. Please try again in some minutes.")
