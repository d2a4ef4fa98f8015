# Discord でだけ使うことば。
discord-late = お待たせしました。ボタンを押すと、入力欄が開きます。
discord-open = 入力欄を開く
discord-nowhere = どのコミュニティのことか分かりませんでした。サーバーの中で、もう一度お試しください。
discord-late-again = 時間がかかり、入力欄を開けませんでした。もう一度えらんでください。
