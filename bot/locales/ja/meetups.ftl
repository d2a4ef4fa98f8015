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
meetup-how = ✅ 参加、🤔 未定、🙅 欠席、👀 変更があれば知りたい。ボタンでもリアクションでも答えられます。
meetup-how-full = いまは満員です。✅ で空き待ちの列に並べます。
meetup-note-cancelled = この回は取りやめになりました。また次の機会に。
meetup-note-over = 来てくれた皆さん、ありがとうございました。🙏 を付けると、ひらいた人に届きます。

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
meetup-posted-series = 「{ $title }」の最初の回を投稿しました。次の回からは、{ $days }日前になるとカードが出ます。
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
meetup-reminder-missed-title = お知らせを出せませんでした
meetup-reminder-missed-words = Machi が止まっていたため、「{ $title }」のお知らせを時間どおりに出せませんでした。もう役に立たないので、いまからは出しません。
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

command-meetup-edit = 集まりの内容を変える（この回、これから、全部）
command-meetup-edit-words = 内容変更, 編集, 直す
command-meetup-skip = 定期の集まりを1回休む
command-meetup-skip-words = 休み, お休み, 休む
command-meetup-restore = 取りやめた回を元に戻す
command-meetup-restore-words = 戻す, 復活
command-meetup-attendance = だれが来たかを記録する
command-meetup-attendance-words = 出席, 来た人

form-meetups-edit = 集まりの内容を変える
form-meetups-habits = お知らせとお連れの設定
meetup-ask-other-when = いつ（空欄なら、いまのまま）
meetup-ask-other-when-hint = 1回だけなら: 来週土曜 15時。定期なら間隔も: 毎週金曜 20時
meetup-ask-reminders = 何日前、何時間前にお知らせしますか
meetup-ask-reminders-hint = 例: 7日前、24時間前、1時間前。お知らせしないときは「なし」
meetup-ask-days-ahead = 何日前にカードを出しますか
meetup-ask-days-ahead-hint = ふだんは 7。いくつかの回を同時に受け付けられます。
meetup-ask-guests = お連れはひとり何人までですか
meetup-ask-guests-hint = 空欄か 0 なら、なし。お連れも人数に入ります。
meetup-days-ahead = カードを出す日
meetup-days-ahead-value = { $days }日前
meetup-guests = お連れ
meetup-guests-value = { $guests ->
    [0] なし
   *[other] ひとり{ $guests }人まで、いっしょにどうぞ
}
meetup-and-guests = （+{ $guests }人）
meetup-you-bring = お連れ{ $guests }人といっしょに、ですね。
meetup-button-bring = { $guests ->
    [0] ひとりで行きます
   *[other] { $guests }人連れていきます
}
meetup-guests-too-many = { $most ->
    [0] この集まりでは、お連れの受付をしていません。ひらく人が /remind meetup で受け付けられます。
   *[other] お連れは、ひとり{ $most }人までです。
}
meetup-guests-without-you = 先にご自身の参加を答えてから、お連れを足してください。
meetup-guests-no-room = { $left ->
    [0] 満員なので、お連れの席をとれませんでした。
   *[other] 空きは{ $left }人分なので、お連れの席が足りませんでした。
}
meetup-room-for-fewer = { $left ->
    [1] 「{ $title }」に1人分の空きが出ましたが、お連れの分が足りません。いま列の先頭です。ひとりで参加しますか。
   *[other] 「{ $title }」に{ $left }人分の空きが出ましたが、皆さんの分には足りません。いま列の先頭です。お連れを減らして参加しますか。
}
meetup-following = 「{ $title }」の日時や場所が変わったら、お知らせします。👀 を外すと止まります。

meetup-reminder-planned = （予定）
meetup-reminder-done = （済み）
meetup-reminder-missed = （出せず：Machi が止まっていました）
meetup-reminder-moved = 「{ $title }」の日時が変わりました
meetup-reminder-outdated = ここにあったお知らせは、前の日時のものでした。

meetup-asked-again-note = 前の返事は、いったん白紙です。カードに残っているリアクションも数えません。ここで一つ押せば大丈夫です。
meetup-changed-title = 内容が変わりました
meetup-changed = 「{ $title }」の日時はそのままで、次のところが変わりました。
meetup-title-before = いままでの名前
meetup-title-after = 新しい名前
meetup-where-before = いままでの場所
meetup-where-after = 新しい場所
meetup-details-before = いままでの案内
meetup-details-after = 新しい案内
meetup-nothing = （なし）
meetup-button-edit = 内容を変える
meetup-button-edit-this = この回だけ
meetup-button-edit-following = この回から先
meetup-button-edit-all = これからの全部
meetup-button-habits = お知らせとお連れ
meetup-button-restore = 元に戻す
meetup-button-show = くわしく見る
meetup-edit-question-title = どの回を変えますか
meetup-edit-question = 「{ $title }」の、この回だけを変えるか、この回から先を変えるか、これからの全部を変えるかを選んでください。
meetup-edit-note-this = 変わるのはこの回だけです。返事をした人にお知らせします。日時が変わるときは、もう一度都合を聞きます。
meetup-edit-note-following = この回から先が変わり、それより前はそのままです。返事をした人にお知らせします。日時が変わるときは、もう一度都合を聞きます。
meetup-edit-note-all = これからの回が全部変わります。返事をした人にお知らせします。日時が変わるときは、もう一度都合を聞きます。
meetup-edited-title = 変えました
meetup-edited = 「{ $title }」を新しくして、返事をした人にお知らせしました。
meetup-edit-once = この回だけなら、1回の日時を書いてください（例: 来週土曜 15時）。くり返しを変えるときは「この回から先」か「これからの全部」を選んでください。
meetup-edit-repeats = くり返しも書いてください（例: 毎週金曜 20時）。
meetup-restored-title = やっぱりひらきます
meetup-restored = { $people ->
    [0] 「{ $title }」を元に戻しました。
   *[other] 「{ $title }」を元に戻して、{ $people }人にもう一度都合を聞きました。
}
meetup-on-after-all = 取りやめになっていた「{ $title }」を、やっぱりひらくことになりました。ご都合はいかがですか。
meetup-not-cancelled = この回は、取りやめになっていません。
meetup-list-edit = どの集まりを変えますか
meetup-list-skip = どの回をお休みにしますか
meetup-list-restore = どの回を元に戻しますか
meetup-list-attendance = どの回ですか
meetup-list-habits = どの集まりの設定ですか
meetup-pick-edit = 変える：{ $title }
meetup-pick-skip = 休む：{ $title }
meetup-pick-restore = 元に戻す：{ $title }
meetup-pick-attendance = 来た人：{ $title }
meetup-pick-habits = 決める：{ $title }
meetup-for-newcomers = 次に会える機会は「{ $title }」、{ $when } です。はじめての方も歓迎です。
meetup-habits-kept = これからの「{ $title }」は、こうなります。

meetup-button-take = 引き受けます
meetup-button-leave_it = いまは難しい
meetup-host-already = その方は、もうひらく人です。
meetup-take-not-asked = 引き受けられるのは、頼まれた方、いっしょにひらく方、運営の方です。
meetup-host-asked-title = 聞いてみました
meetup-host-asked = { $who } さんに「{ $title }」をお願いできるか聞きました。返事があるまでは、あなたがひらく人のままです。
meetup-would-you-host-title = 引き継ぎのお願い
meetup-would-you-host = { $who } さんが「{ $title }」をあなたに引き継ぎたいそうです。断っても大丈夫です。
meetup-host-left-title = ひらく人がいなくなりました
meetup-host-left = 「{ $title }」をひらいていた方が、ここを離れました。日程も皆さんの返事も残っています。引き受けてもらえませんか。
meetup-taken-over-title = ひらく人が変わりました
meetup-taken-over = 「{ $title }」は、これから { $who } さんがひらきます。
meetup-host-thanks = これまで、ありがとうございました。
meetup-not-taken-title = 今回は難しいそうです
meetup-not-taken = { $who } さんは、いまは「{ $title }」を引き受けられないそうです。ひらく人はあなたのままです。ほかの方にも聞けます。
meetup-not-hosting = 「{ $title }」は、いまのまま続きます。返事をありがとうございます。
meetup-you-host-title = これからひらく人です
meetup-you-host = 「{ $title }」は、これからあなたがひらきます。/meetup list で日程と、できることを見られます。
meetup-cohost-title = わかりました
meetup-cohost-added = { $who } さんが「{ $title }」をいっしょにひらきます。日時や内容を変えたり、取りやめたりできます。
meetup-cohost-removed = { $who } さんは「{ $title }」をいっしょにひらく人ではなくなりました。
meetup-you-help-title = いっしょにひらく人になりました
meetup-you-help = { $who } さんから「{ $title }」をいっしょにひらいてほしいと頼まれました。日時や内容を変えたり、取りやめたりできます。日程は /meetup list で見られます。

meetup-not-over = まだ終わっていません。終わったら、Machi からお聞きします。
meetup-who-came-title = だれが来ましたか
meetup-who-came = 「{ $title }」が終わりました。みんな来ましたか。
meetup-who-came-note = これはあなたにだけ見えています。よく来る人や、だれとだれが会ったかを覚えておくためです。
meetup-choose-came = 「{ $title }」には、全員が来たことになっています。来られなかった人の名前を押してください。
meetup-button-all_came = みんな来ました
meetup-button-choose_came = 選ぶ
meetup-button-these_came = これでよい
meetup-button-came = ✓ { $who } さん（来た）
meetup-button-missing = { $who } さん（来られず）
meetup-attended-title = おつかれさまでした
meetup-attended = 「{ $title }」に来た人を記録しました。
meetup-roster-came = 来た人
meetup-regulars = よく来る人
meetup-only-you = これはあなたにだけ見えています。記録のある最近{ $dates }回を見ています。お休みの回は数えません。
meetup-health-full = 空き待ちができるほどの人気です。定員を少し増やすか、もう一回ひらくと、喜ばれそうです。
meetup-health-growing = 前より人が増えています。いっしょにひらく人がいると楽になります（/meetup cohost）。
meetup-health-steady = いい調子で続いています。このままで大丈夫です。
meetup-health-thinner = このところ、来られる人が少なめです。どの集まりにもあることです。時間を変えたり、隔週にしたりすると、来やすくなるかもしれません。皆さんに聞いてみるのもいいですね。
meetup-health-empty = この2回は静かでした。ひと休みしても大丈夫です。/meetup skip で何回か休んで、また元気なときにどうぞ。
meetup-thanked-title = お礼が届いています
meetup-thanked = 「{ $title }」に、この皆さんから「ありがとう」です。

command-meetup-cohost = いっしょにひらく人を決める、外す
command-meetup-cohost-words = 共催, 手伝い役
command-meetup-handover = 集まりをほかの人に引き継ぐ
command-meetup-handover-words = 引き継ぎ, 引継ぎ
option-meetup = どの集まりか
option-cohost = いっしょにひらく人
option-handover = 引き継ぐ人
option-came-also = 返事なしで来てくれた人
meetup-list-cohost = どの集まりですか
meetup-list-handover = どの集まりを引き継ぎますか
meetup-pick-cohost = いっしょに：{ $title }
meetup-pick-handover = 引き継ぐ：{ $title }
command-remind-meetup = 集まりのお知らせの時間を決める
command-remind-meetup-words = 集まり, あつまり
meetup-reminder-changed = 「{ $title }」の内容が変わりました
meetup-reminder-restored = 「{ $title }」は、やっぱりひらきます
meetup-corner-next = これからの集まり
meetup-off-for-good = 返事をくださった集まりが、取りやめになりました。ひらいていた方が、Machi を離れたためです。
meetup-host-erased-title = これからは、あなたがひらく人です
meetup-host-erased = 「{ $title }」をいっしょにひらいていた方が、Machi を離れました。日程も皆さんの返事も残っています。
meetup-at-stake = 取りやめになる集まり：
meetup-goes-to-cohost = いっしょにひらく方に引き継がれる集まり：
