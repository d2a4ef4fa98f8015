# ゲスト: whether guests of a chat take part.
command-settings-guests = ゲストの方も参加できるかを決める
command-settings-guests-words = ゲスト
option-guests = 参加できる、まだできない
guests-title = ゲストの参加
guests-welcome = 参加できる
guests-not-yet = まだできない
guests-welcome-words = ゲストの方や、共有チャンネルで一緒になるほかのワークスペースの方も、皆さんと同じように参加できます。
guests-not-yet-words = ゲストの方や、共有チャンネルで一緒になるほかのワークスペースの方は、カードを読むことはできますが、まだ参加はできません。
guests-button-welcome = 参加できるようにする
guests-button-not-yet = 参加できないようにする
guests-note = 誰がゲストかは、チャットの設定のとおりです。自分が渡した情報を見ることと消すことは、いつでも誰でもできます。
guests-refused = ここではまだ、ゲストの方は Machi を使えません。参加したいときは、運営の方に声をかけてみてください。
