# 集まり: gatherings and series.
command-meetup = 集まりをひらく・参加する
command-meetup-words = 集まり, あつまり, イベント, 集会
command-meetup-new = 集まりをひらく
command-meetup-new-words = ひらく, 新規, 企画, 予定
command-meetup-series = 定期の集まりをひらく
command-meetup-series-words = 定期, 連続, シリーズ, 毎週, 毎月
command-meetup-list = これからの集まりを見る
command-meetup-list-words = 一覧, いちらん
command-meetup-rsvp = 参加・未定・欠席を答える
command-meetup-rsvp-words = 参加, 出欠, 返事
command-meetup-move = 集まりの日時を変える
command-meetup-move-words = 変更, 日時変更, 延期
command-meetup-cancel = 集まりを取りやめる
command-meetup-cancel-words = 中止, 取りやめ, 取り消し

form-meetups-meetup = 集まりをひらく
form-meetups-series = 定期の集まりをひらく
form-meetups-move = 日時を変える
meetup-ask-title = どんな集まりですか
meetup-ask-title-hint = 例: 朝の読書会
meetup-ask-when = いつ（くり返すなら、その間隔も）
meetup-ask-when-hint = 例: 来週土曜 15時、12/3 19時から21時まで、毎月第2土曜 10時
meetup-ask-when-series-hint = 例: 毎週金曜 19時、隔週金曜 19:30、毎月第2土曜 10時、毎月末日 18時
meetup-ask-where = どこで（オンラインなら URL）
meetup-ask-capacity = 定員（空欄なら、何人でも）
meetup-ask-capacity-hint = いっぱいになったら、空き待ちの列ができます。
meetup-ask-details = くわしく
meetup-ask-new-date = 新しい日時
meetup-ask-new-date-hint = 例: 来週土曜 15時、12/3(木) 19時半

meetup-state-preview = 投稿前
meetup-state-planned = 参加受付中
meetup-state-moved = 日時が変わりました
meetup-state-full = 満員
meetup-state-cancelled = 取りやめ
meetup-state-over = 終わりました
meetup-when = いつ
meetup-moved-from = もとの日時
meetup-repeats = くり返し
meetup-where = どこで
meetup-places = 人数
meetup-host = ひらく人
meetup-next-dates = これからの日程
meetup-dates-separator = {" ／ "}
meetup-once = 一回かぎりの集まりです。
meetup-roster-in = 参加
meetup-roster-waiting = 空き待ち
meetup-roster-maybe = 未定
meetup-how = ✅ 参加、🤔 未定、🙅 欠席。ボタンでもリアクションでも答えられます。
meetup-how-full = いまは満員です。✅ で空き待ちの列に並べます。
meetup-note-cancelled = この回は取りやめになりました。また次の機会に。
meetup-note-over = 来てくれた皆さん、ありがとうございました。

meetup-button-going = ✅ 参加します
meetup-button-maybe = 🤔 まだ分からない
meetup-button-cant = 🙅 今回は難しい
meetup-button-withdraw = 返事を取り消す
meetup-button-move = 日時を変える
meetup-button-cancel = 取りやめる
meetup-button-call_off = この回を取りやめる
meetup-button-end_series = 定期の集まりを終わりにする
meetup-pick-show = くわしく：{ $title }
meetup-pick-answer = 答える：{ $title }
meetup-pick-move = 日時を変える：{ $title }
meetup-pick-cancel = 取りやめる：{ $title }
meetup-propose = 集まりをひらく

meetup-posted-title = 集まりを出しました
meetup-posted = 「{ $title }」を投稿しました。日が近づいたら、カードのスレッドでお知らせします。
meetup-posted-series = 「{ $title }」の最初の回を投稿しました。終わるたびに、次の回のカードが出ます。
meetup-answered-in-title = お待ちしています
meetup-answered-in = 「{ $title }」に参加ですね。日が近づいたら、カードのスレッドでお知らせします。
meetup-answered-waiting-title = 空き待ちに並びました
meetup-answered-waiting = 「{ $title }」はいま満員です。あなたは空き待ちの{ $place }番目です。空きが出たら、順番にお知らせします。
meetup-answered-maybe-title = わかりました
meetup-answered-maybe = 「{ $title }」はまだ未定ですね。決まったら、いつでも答え直せます。
meetup-answered-cant-title = わかりました
meetup-answered-cant = 「{ $title }」は今回は見送りですね。また次の機会に。
meetup-answered-withdrawn-title = 取り消しました
meetup-answered-withdrawn = 「{ $title }」への返事を取り消しました。
meetup-promoted-title = 空きが出ました
meetup-promoted = 「{ $title }」に空きが出て、参加できるようになりました。都合が変わっていたら、取り消せます。

meetup-to-go-days = 「{ $title }」まで、あと{ $days }日です
meetup-to-go-hours = 「{ $title }」まで、あと{ $hours }時間です
meetup-to-go-minutes = 「{ $title }」まで、あと{ $minutes }分です

meetup-reminders = お知らせ
meetup-reminder-week-planned = 1週間前（予定）
meetup-reminder-week-done = 1週間前（済み）
meetup-reminder-week-missed = 1週間前（出せず）
meetup-reminder-day-planned = 1日前（予定）
meetup-reminder-day-done = 1日前（済み）
meetup-reminder-day-missed = 1日前（出せず）
meetup-reminder-hour-planned = 1時間前（予定）
meetup-reminder-hour-done = 1時間前（済み）
meetup-reminder-hour-missed = 1時間前（出せず）
meetup-reminder-missed-title = お知らせを出せませんでした
meetup-reminder-missed = Machi が止まっていたため、「{ $title }」のお知らせを時間どおりに出せませんでした。もう役に立たないので、いまからは出しません。
meetup-reminder-missed-begun = もう始まっている時刻です。気になる方がいたら、声をかけてみてください。
meetup-reminder-missed-ahead = これからの分は、予定どおりにお知らせします。
meetup-instant-moved-title = 時差の決まりが変わりました
meetup-instant-moved = { $zone } の時計の決まりが変わりました。「{ $title }」は現地の同じ時刻のままですが、ほかの地域から見ると時刻がずれます。
meetup-instant-before = いままで
meetup-instant-after = これから
meetup-instant-note = お知らせも、新しい時刻に合わせました。遠くから参加する方がいたら、伝えてあげてください。
meetup-dates-missed-title = ご案内できなかった回があります
meetup-dates-missed = Machi が止まっていたあいだに、「{ $title }」の{ $dates }回分の日が過ぎました。その分のカードは出ていません。

meetup-before = いままで
meetup-after = 新しい日時
meetup-move-note = 参加・未定の人にお知らせして、もう一度都合を聞きます。
meetup-move-note-series = 変わるのはこの回だけです。参加・未定の人にお知らせして、もう一度都合を聞きます。
meetup-moved-title = 日時を変えました
meetup-moved = { $people ->
    [0] 「{ $title }」の日時を変えました。
   *[other] 「{ $title }」の日時を変えて、{ $people }人にお知らせしました。
}
meetup-asked-again-title = 日時が変わりました
meetup-asked-again = 「{ $title }」の日時が変わりました。新しい日時のご都合は、いかがですか。
meetup-cancel-question-title = 取りやめますか
meetup-cancel-question = 「{ $title }」を取りやめると、参加・未定の人にお知らせが届きます。
meetup-cancel-question-series = 「{ $title }」のこの回だけを取りやめるか、定期の集まりを終わりにするかを選べます。参加・未定の人にお知らせが届きます。
meetup-called-off-done-title = 取りやめました
meetup-called-off-done = { $people ->
    [0] 「{ $title }」を取りやめました。
   *[other] 「{ $title }」を取りやめて、{ $people }人にお知らせしました。
}
meetup-not-on-title = 取りやめのお知らせ
meetup-not-on = 「{ $title }」は取りやめになりました。
meetup-goes-on = 次の回は { $when } です。

meetup-list = これからの集まり
meetup-list-rsvp = どの集まりに答えますか
meetup-list-move = どの集まりの日時を変えますか
meetup-list-cancel = どの集まりを取りやめますか
meetup-list-empty = いまは、ありません。よかったら、ひらいてみませんか。
meetup-line = 「{ $title }」{ $going ->
    [0] {""}
   *[other] 参加{ $going }人
}
meetup-line-full = 「{ $title }」満員
meetup-corner = わたしの集まり

meetup-over = この集まりは、もう終わっています。/meetup list でこれからの集まりを見られます。
meetup-called-off = この集まりは、取りやめになりました。/meetup list でこれからの集まりを見られます。
meetup-same-date = いまと同じ日時です。別の日時を書いてください。
meetup-date-passed = その日時は、もう過ぎました。これからの日時に直してください。
meetup-only-host = これは、ひらく人か運営の方だけができます。
meetup-gone = その集まりは見つかりませんでした。/meetup list でこれからの集まりを見られます。
