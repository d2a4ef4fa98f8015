# 町のようすを、運営の方へ。
command-settings-report = 町のようすを見る
command-settings-report-words = 報告, 町のようす
option-report-month = どの月を見ますか
option-report-monthly = 毎月、運営に知らせるかどうか
report-title = { $year }年{ $month }月の町のようす
report-under-way = 途中経過
report-held = ひらかれた集まり
report-times = { $times ->
    [0] ありません
   *[other] { $times }回
}
report-calls = 手伝いの募集
report-of-calls = { $asked ->
    [0] ありません
   *[other] { $asked }件（うち、そろったもの{ $filled }件、いまも空きのあるもの{ $unfilled }件）
}
report-newcomers = 新しく来た人
report-introductions = 新しい自己紹介
report-people = { $people ->
    [0] いません
    [1] 数人
   *[other] およそ{ $people }人
}
report-pitches = この指とまれ
report-of-pitches = { $started ->
    [0] はじまったものはありません
   *[other] はじまったもの{ $started }件
}{ $resting ->
    [0] {""}
   *[other] 、いまお休み中{ $resting }件
}
report-waiting = 運営の確認を待っている提案が{ $waiting }件あります。
report-look = 見てみる
report-note = 運営の方だけに見えています。だれかを比べたり、名前を出したりはしません。人数はおおよそで、見守り中の方は自己紹介の数に入っていません。
report-this = 今月のここまで
report-last = 先月
report-share = 運営のみんなに見せる
report-start = 毎月、運営に知らせる
report-stop = 毎月のお知らせをやめる
report-shared-title = 見せました
report-shared = 運営のチャンネルに出しました。
report-goes-out = 毎月1日の9時に、前の月のようすを運営のチャンネルでお知らせします。
report-stopped = 毎月のお知らせをやめました。/settings report で、いつでも見られます。
report-monthly = 運営への報告
report-when = 毎月1日の9時
