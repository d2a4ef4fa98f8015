# Words that every feature may use.
somebody = どなたか
list-separator = 、
list-others = 、ほか{ $others }人
apology-title = うまくいきませんでした
apology = すみません、Machi の側で問題が起きました。少し待ってから、もう一度お試しください。続くようなら、番号 { $reference } を運営の方に伝えてください。
store-full = Machi の記憶がいっぱいで、いまの内容を残せませんでした。これまでの記録は無事です。運営の方に伝えてください。空きができたら、もう一度お試しください。
refused-title = お知らせ
organizers-only = これは運営の方だけが使えます。必要なときは運営の方に声をかけてください。
pause-note = いま Machi は一時停止中です。内容は残っていて、運営の方が再開したら投稿されます。
pause-note-until = いま Machi は{ $until }まで一時停止中です。内容は残っていて、そのあと投稿されます。
command-unknown-title = 何をしましょうか
command-unknown = 「{ $typed }」は見つかりませんでした。ここから選べます。
command-menu = ここから選べます。
option-missing = { $command } には、「{ $option }」も書いてください。
option-label = { $words }
option-nothing = 「{ $typed }」は、いまここにはありません。何も書かずに送ると、選べるものが出てきます。
option-several-title = どれのことですか
option-several = いくつか当てはまります。どれのことか選んでください。
option-unknown = 「{ $typed }」は選べません。選べるもの：
button-unknown = このボタンは、いまの Machi では使えません。/help から選び直してください。
member-unknown = だれのことか分かりませんでした。@ を付けて、名前を選んでください。

form-required = ここは記入してください。
form-too-long = { $limit }文字までです（いま{ $length }文字）。
form-number = { $least }から{ $most }までの数字を書いてください。
form-choice = 一覧から選んでください。
zone-unknown = 「{ $typed }」という時間帯は見つかりませんでした。Asia/Tokyo のように書いてください。
option-zone = 時間帯（例: Asia/Tokyo、London）
when-no-date = 何日かも書いてください（例: 来週土曜 { $phrase }）。
when-no-time-of-day = 何時かも書いてください（例: { $phrase } 19時）。
when-wrong-weekday = { $month }/{ $day } は{ $weekday ->
    [0] 月
    [1] 火
    [2] 水
    [3] 木
    [4] 金
    [5] 土
   *[6] 日
}曜です。日付か曜日を直してください。
when-no-such-date = 「{ $phrase }」という日はカレンダーにありません。日付を確かめてください。
when-once = くり返しは使えません。1回の日時を書いてください（例: 来週土曜 15時）。
when-in-the-past = 「{ $phrase }」はもう過ぎました。これからの日時を書いてください。
when-not-understood = 「{ $unknown }」を日時として読めませんでした。例: 来週土曜 15時、12/3(木) 19時半、毎月第2土曜 10時
when-ambiguous-hour = 「{ $phrase }」は午前か午後か分かりません。「19時」や「夜7時」、7pm のように書いてください。
when-ambiguous-order = 「{ $phrase }」は月と日のどちらが先か分かりません。「12月3日」のように書いてください。

draft-preview-note = まだ、あなたにだけ見えています。
draft-post = これでよい
draft-fix = 直す
draft-cancel = やめる
draft-cancelled-title = やめました
draft-cancelled = 何も投稿していません。書いたものは7日間とってあります。
draft-gone = この下書きは、もう投稿されたか、期限が過ぎています。
draft-problems-title = あと少しです
draft-problems = 次のところを直すと進めます。書いたものは残っています。
draft-again = 続きを書く

ahead-weeks = { $number }週間前
ahead-days = { $number }日前
ahead-hours = { $number }時間前
ahead-minutes = { $number }分前
ahead-none = なし
ahead-not-understood = 「{ $typed }」を読み取れませんでした。「7日前、24時間前、1時間前」のように書いてください。
ahead-too-many = 1回の集まりに{ $most }つまでにしてください。
ahead-out-of-reach = 5分前から60日前までで書いてください。

places-taken = { $taken }/{ $places }人{ $left ->
    [0] （満員）
   *[other] （あと{ $left }人）
}
told-once-title = 一度だけお見せしました
told-once = 安全のため、控えは残していません。もう一度お試しになれば、新しいものをお渡しします。
