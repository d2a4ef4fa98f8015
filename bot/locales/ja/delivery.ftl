# 届けられなかった投稿について、運営に伝えること。
notice-title = 届けられなかった投稿があります
notice-gone = 投稿先に書き込めませんでした。チャンネルがなくなったか、Machi に書き込む権限がないようです。書き込めるようになるか、/settings setup で別のチャンネルを選ぶと、待っている投稿は自動で届きます。
notice-refused = この投稿は受け付けられませんでした。途中まで表示されることはなく、ほかの投稿はいつも通り届きます。
notice-doubt = この投稿は、届いたかどうか確かめられませんでした。Machi がチャンネルの履歴を読めないためです。二重に投稿しないよう、ここで止めています。お手数ですが、チャンネルをご覧ください。履歴を読む権限があれば、次からは確かめられます。
notice-late = この投稿は、待っているあいだに役目の時刻を過ぎたため、投稿しませんでした。
notice-about = 投稿
notice-said = 理由
notice-note = 同じ場所について同じお知らせは、1日に1回までです。
notice-calendar-title = サーバーのイベントに次の集まりを載せられませんでした
notice-calendar = カードとリマインダーには影響ありません。
notice-calendar-note = 何を許可すればよいかは /settings check で分かります。許可されれば、自動で載せます。
letter-waits-title = メッセージを預かっています
letter-waits = { $member } さんへ、直接お届けできなかったメッセージがあります。ボタンを押すと、あなたにだけ見えます。
letter-read = 読む
letter-earlier = 前のもの（あと{ $letters }通）
letter-nothing-title = 預かりものはありません
letter-nothing = いま、あなたあてのメッセージはありません。
