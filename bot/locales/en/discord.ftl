# Words that only Discord needs.
discord-late = That took a moment. Press the button and the form opens.
discord-open = Open the form
discord-nowhere = I cannot tell which community this is about. Please use the same button or command in its server.
discord-late-again = That took too long for Discord to open a form. Please choose it once more.
