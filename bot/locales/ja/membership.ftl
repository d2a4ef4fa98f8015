# Coming in, and finding one's way.
command-help = できることを見る
command-help-words = ヘルプ, へるぷ, 使い方
help-title = 何をしましょうか
help-words = したいことを選んでください。あなたにだけ見えています。
help-note = 「/volunteer call」のように、直接入力もできます。
help-introduce = 自己紹介する
help-people = 町の人をさがす
help-lend = 手を貸す
help-ask = 手伝いを募集する
help-pitch = 「やってみたい」を出す
help-teammates = 仲間をさがす
help-meetups = 集まりを見る
help-gather = 集まりをひらく
help-set-up = 町の設定（運営）
welcome-title = { $community } へようこそ
welcome = ひとこと自己紹介から、ご近所づきあいを始めませんか。
