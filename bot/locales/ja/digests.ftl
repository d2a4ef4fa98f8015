# 町のいまを、週に一度。
command-settings-digest = 週に一度の「今週の町」を出すかどうか、いつ出すかを決める
command-settings-digest-words = 今週の町, 週報, まとめ
option-digest-weekday = 何曜日に出しますか
option-digest-hour = 何時に出しますか（0〜23）
option-digest-channel = このチャットのどのチャンネルに出しますか
form-digests-rhythm = 今週の町
digest-ask-weekday = 何曜日に出しますか
digest-ask-hour = 何時に出しますか
digest-ask-hour-hint = 町の時間で 0〜23。例: 9
digest-ask-channel = どのチャンネルに出しますか
digest-ask-channel-hint = 空欄なら、いまのまま（はじめは集まりのチャンネル）です。
topic-digest = 今週の町
weekday-0 = 月曜日
weekday-1 = 火曜日
weekday-2 = 水曜日
weekday-3 = 木曜日
weekday-4 = 金曜日
weekday-5 = 土曜日
weekday-6 = 日曜日
digest-when = 毎週{ $weekday } { $hour }時
digest-title = 今週の{ $town }
digest-title-nameless = 今週の町
digest-gatherings = { $more ->
    [0] 集まり：
   *[other] 集まり（ほかに{ $more }件）：
}
digest-calls = { $more ->
    [0] 手を貸してくれる方を待っています：
   *[other] 手を貸してくれる方を待っています（ほかに{ $more }件）：
}
digest-pitches = { $more ->
    [0] この指とまれ：
   *[other] この指とまれ（ほかに{ $more }件）：
}
digest-newcomers = 新しい自己紹介。声をかけてみませんか：
digest-left = あと{ $left }人
digest-by = { $date }まで
digest-see-gatherings = 集まりを見る
digest-see-calls = 手を貸す
digest-see-pitches = 「この指とまれ」を見る
digest-nothing-title = 静かな週です
digest-nothing = いまお知らせすることはないので、何も投稿しません。
digest-settings-title = 今週の町
digest-off = 「今週の町」は、まだ出していません。
digest-means = 一週間の集まり、空きのある手伝い、この指とまれ、そしてみんなが読める新しい自己紹介をまとめます。何もない週には、投稿しません。
digest-start = 毎週月曜日の9時に出す
digest-choose = 曜日・時刻・チャンネルを選ぶ
digest-look = いま出すなら？
digest-stop = やめる
digest-start-again = もう一度はじめる
digest-goes-out = 出すとき
digest-channel = 出すところ
digest-next = 次回
digest-stopped-title = やめました
digest-stopped = 「今週の町」は、もう出しません。投稿済みのものは残ります。
digest-missed-title = 「今週の町」を一回お休みしました
digest-missed = { $day }の「今週の町」は、間に合わなかったので出していません。次回は{ $next }です。
